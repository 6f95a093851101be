/** An MPD as it was parsed: periods, and in each the representations with everything inherited. No state. */
import { resolveUrl, tryResolveUrl } from "../../address/url.ts";
import type { Declared } from "../../identity/stream-ids.ts";
import { ManifestError } from "../../errors.ts";
import { limits } from "../../limits.ts";
import { declareRepresentation } from "./declared.ts";
import { dateOf, durationOf, parseDate } from "./values.ts";
import { attribute, child, children, type XmlElement } from "./xml.ts";

export interface Mpd {
  readonly isDynamic: boolean;
  /** Milliseconds since the epoch; zero if there is none. */
  readonly availabilityStart: number;
  readonly publishTime: number | undefined;
  /** Milliseconds. */
  readonly timeShiftBufferDepth: number | undefined;
  readonly maxSegmentDuration: number | undefined;
  /** The server's time when it wrote the manifest, milliseconds since the epoch. */
  readonly serverTime: number | undefined;
  /** Where the manifest, or a patch for it, is loaded from next time. */
  readonly locations: readonly string[];
  readonly isPatchable: boolean;
  readonly periods: readonly Period[];
}

export interface Period {
  readonly id: string;
  /** Its place among all periods of this manifest. */
  readonly number: number;
  /** Milliseconds on the presentation timeline. */
  readonly start: number;
  /** Undefined while it is not known when it ends. */
  readonly end: number | undefined;
  readonly representations: readonly Representation[];
}

export interface Representation {
  readonly declared: Declared;
  readonly id: string;
  readonly bandwidth: string;
  readonly baseUrls: readonly string[];
  /** The elements that say where its segments are, the innermost first. All have one name. */
  readonly addressing: readonly XmlElement[];
  /** Segments may be requested before they are complete. */
  readonly isChunked: boolean;
  /** Milliseconds by which segments are there before they would be complete; `Infinity` if all are. */
  readonly availabilityOffset: number;
}

const segmentElements = ["SegmentTemplate", "SegmentList", "SegmentBase"];

export function readMpd(mpd: XmlElement, url: string): Mpd {
  const isDynamic = attribute(mpd, "type") === "dynamic";
  const duration = durationOf(mpd, "mediaPresentationDuration");
  const bases = baseUrls([url], mpd);
  const periods: Period[] = [];
  const elements = children(mpd, "Period");
  let previousEnd: number | undefined = 0;
  let tracks = 0;
  elements.forEach((element, index) => {
    refuseRemote(element);
    const start: number | undefined = durationOf(element, "start") ?? previousEnd;
    // An early available period: nobody knows yet when it begins.
    if (start === undefined) return;
    if (start < (periods.at(-1)?.start ?? 0)) {
      throw new ManifestError("MANIFEST_INVALID", "A period starts before the previous one.");
    }
    const end = endOfPeriod(element, start, elements[index + 1], duration);
    previousEnd = end;
    const representations = readRepresentations(element, bases);
    for (const representation of representations) tracks += representation.baseUrls.length;
    if (tracks > limits.tracks) {
      throw new ManifestError("MANIFEST_TOO_LARGE", "The manifest has too many representations.");
    }
    const id = attribute(element, "id") ?? `at ${start}`;
    periods.push({ id, number: index, start, end, representations });
  });

  return {
    isDynamic,
    availabilityStart: dateOf(mpd, "availabilityStartTime") ?? 0,
    publishTime: dateOf(mpd, "publishTime"),
    timeShiftBufferDepth: durationOf(mpd, "timeShiftBufferDepth"),
    maxSegmentDuration: durationOf(mpd, "maxSegmentDuration"),
    serverTime: serverTime(mpd),
    locations: [...children(mpd, "Location"), ...children(mpd, "PatchLocation")]
      .map((location) => tryResolveUrl(location.text, url))
      .filter((location) => location !== undefined),
    isPatchable: child(mpd, "PatchLocation") !== undefined,
    periods,
  };
}

function endOfPeriod(
  period: XmlElement,
  start: number,
  next: XmlElement | undefined,
  presentation: number | undefined,
): number | undefined {
  const own = durationOf(period, "duration");
  if (own !== undefined) return start + own;
  if (next !== undefined) return durationOf(next, "start");
  return presentation;
}

function readRepresentations(period: XmlElement, mpdBases: readonly string[]): Representation[] {
  const periodBases = baseUrls(mpdBases, period);
  return children(period, "AdaptationSet").flatMap((set) => {
    refuseRemote(set);
    const setBases = baseUrls(periodBases, set);
    return children(set, "Representation").map((element) => {
      const levels = [element, set, period];
      const bases = baseUrls(setBases, element);
      const addressing = addressingOf(levels);
      return {
        declared: declareRepresentation(element, set),
        id: attribute(element, "id") ?? "",
        bandwidth: attribute(element, "bandwidth") ?? "",
        baseUrls: bases,
        addressing,
        ...availability([...addressing, ...levels.flatMap((level) => children(level, "BaseURL"))]),
      };
    });
  });
}

/** The innermost element decides which kind it is, and inherits from elements of the same kind. */
function addressingOf(levels: readonly XmlElement[]): XmlElement[] {
  for (const level of levels) {
    const name = segmentElements.find((one) => child(level, one) !== undefined);
    if (name === undefined) continue;
    return levels.map((one) => child(one, name)).filter((one) => one !== undefined);
  }
  return [];
}

function availability(
  elements: readonly XmlElement[],
): Pick<Representation, "isChunked" | "availabilityOffset"> {
  const isChunked = elements.some(
    (element) => attribute(element, "availabilityTimeComplete") === "false",
  );
  const text = elements
    .map((element) => attribute(element, "availabilityTimeOffset"))
    .find((offset) => offset !== undefined);
  const seconds = text === "INF" ? Infinity : Number(text ?? 0);
  return { isChunked, availabilityOffset: seconds > 0 ? seconds * 1000 : 0 };
}

/** Every combination of base addresses, within reason. */
function baseUrls(parents: readonly string[], element: XmlElement): string[] {
  const own = children(element, "BaseURL");
  if (own.length === 0) return [...parents];
  const urls = new Set<string>();
  for (const parent of parents) {
    for (const { text } of own) {
      if (urls.size < limits.baseUrls) urls.add(resolveUrl(text, parent));
    }
  }
  return [...urls];
}

function serverTime(mpd: XmlElement): number | undefined {
  const direct = children(mpd, "UTCTiming").find(
    (timing) => attribute(timing, "schemeIdUri")?.startsWith("urn:mpeg:dash:utc:direct:") === true,
  );
  return direct && parseDate(attribute(direct, "value") ?? "");
}

/** What a manifest leaves to be loaded later is not known here. */
function refuseRemote(element: XmlElement): void {
  const href = attribute(element, "xlink:href");
  if (href === undefined || href === "urn:mpeg:dash:resolve-to-zero:2013") return;
  throw new ManifestError(
    "MANIFEST_UNSUPPORTED",
    "The manifest uses xlink, which is not supported.",
  );
}
