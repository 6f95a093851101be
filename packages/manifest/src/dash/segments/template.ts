/** `SegmentTemplate` addresses in both directions: from a number or time to an address, and back. */
import { resolveUrl, splitUrl, createParameterCheck } from "../../address/url.ts";
import { ManifestError } from "../../errors.ts";

export interface TemplateValues {
  readonly number: number;
  readonly time: bigint;
}

export interface Template {
  /** Relative to the base address on this host, or else to the first one. */
  url(values: TemplateValues, preferredOrigin: string | undefined): string;
  /** What an address says. The caller must check that there is such a segment, and that `url` returns the same address. */
  read(url: string): TemplateReading | undefined;
  /** The address is the one for these values, except for parameters that were added to it. */
  leadsTo(url: string, values: TemplateValues): boolean;
  readonly hasParts: boolean;
}

export interface TemplateReading {
  readonly number: number | undefined;
  readonly time: bigint | undefined;
}

/** Digits in an address. A manifest cannot mean a longer number. */
const mostDigits = 20;
/** Adjacent numbers can be read in many ways, and each is tried. */
const mostIdentifiers = 4;
const identifier = /\$(RepresentationID|Number|SubNumber|Bandwidth|Time)?(?:%0(\d{1,4})d)?\$/g;

export interface TemplateContext {
  readonly representationId: string;
  readonly bandwidth: string;
  readonly baseUrls: readonly string[];
}

/** Replaces what does not depend on the segment. `$$` is a dollar sign, and stays for `fill`. */
export function fillConstants(template: string, context: TemplateContext): string {
  return template.replace(
    identifier,
    (match, name: string | undefined, width: string | undefined) => {
      if (name === "RepresentationID") return context.representationId.replaceAll("$", "$$$$");
      if (name === "Bandwidth") return pad(context.bandwidth, width);
      return match;
    },
  );
}

export function fill(template: string, { number, time }: TemplateValues): string {
  return template.replace(
    identifier,
    (match, name: string | undefined, width: string | undefined) => {
      if (name === undefined) return "$";
      if (name === "Number") return pad(String(number), width);
      if (name === "Time") return pad(String(time), width);
      return match;
    },
  );
}

/** @param media with its constants filled */
export function createTemplate(media: string, context: TemplateContext): Template {
  const names = [...media.matchAll(identifier)].map((match) => match[1]);
  if (names.length > mostIdentifiers) {
    throw new ManifestError("MANIFEST_UNSUPPORTED", "A template has too many identifiers.");
  }
  // Errors in the template are found here, and not when the player requests something.
  fill(media, { number: 0, time: 0n });
  const marked = context.baseUrls.map((base) => resolveUrl(mark(media), base));
  let built: Pattern[] | undefined;
  /** Most representations of a manifest are never requested. */
  const patterns = () => (built ??= marked.map(createPattern));

  function urlOn(base: string, values: TemplateValues): string {
    return resolveUrl(fill(media, values), base);
  }

  return {
    hasParts: names.includes("SubNumber"),
    url(values, preferredOrigin) {
      const [first = ""] = context.baseUrls;
      const index = patterns().findIndex((pattern) => pattern.origin === preferredOrigin);
      return urlOn(context.baseUrls[index] ?? first, values);
    },
    read(url) {
      const parts = splitUrl(url);
      for (const pattern of patterns()) {
        const reading = pattern.read(parts.path, parts.query);
        if (reading !== undefined) return reading;
      }
      return undefined;
    },
    leadsTo(url, values) {
      const { path, query } = splitUrl(url);
      const contains = createParameterCheck(query);
      return context.baseUrls.some((base, index) => {
        const expected = splitUrl(urlOn(base, values));
        if (expected.path !== path) return false;
        // A query may only differ if it does not say which segment is meant.
        return patterns()[index]?.isInPath === true || contains(expected.query);
      });
    },
  };
}

interface Pattern {
  readonly origin: string;
  /** The path says which segment is meant. */
  readonly isInPath: boolean;
  read(path: string, query: string): TemplateReading | undefined;
}

/** Stand for identifiers while the address is resolved: they survive that, and no file is called like this. */
const placeholder = /zzNumberzz|zzTimezz|zzSubNumberzz/;
const placeholders = { Number: "zzNumberzz", Time: "zzTimezz", SubNumber: "zzSubNumberzz" };

function mark(media: string): string {
  return media.replace(identifier, (match, name: string | undefined) => {
    if (name === undefined) return "$";
    return name === "Number" || name === "Time" || name === "SubNumber"
      ? placeholders[name]
      : match;
  });
}

function createPattern(marked: string): Pattern {
  const { origin, path, query } = splitUrl(marked);
  const isInPath = path.includes(placeholders.Number) || path.includes(placeholders.Time);
  const [prefix = ""] = path.split(placeholder, 1);
  const pathPattern = toExpression(path);
  const parameters = query
    .split("&")
    .filter((parameter) => placeholder.test(parameter))
    .map(toExpression);

  return {
    origin,
    isInPath,
    read(requestPath, requestQuery) {
      if (!requestPath.startsWith(prefix)) return undefined;
      const found = [pathPattern.exec(requestPath)];
      const given = parameters.length === 0 ? [] : requestQuery.split("&");
      for (const parameter of parameters) {
        const match = given.map((one) => parameter.exec(one)).find((one) => one !== null);
        found.push(match ?? null);
      }
      const reading: { number: number | undefined; time: bigint | undefined } = {
        number: undefined,
        time: undefined,
      };
      for (const match of found) {
        if (match === null) return undefined;
        const { number, time } = match.groups ?? {};
        if (number !== undefined) reading.number = Number(number);
        if (time !== undefined) reading.time = BigInt(time);
      }
      return reading;
    },
  };
}

function toExpression(text: string): RegExp {
  let isNumbered = false;
  let isTimed = false;
  const source = text
    .replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
    .replace(new RegExp(placeholder, "g"), (found) => {
      const digits = String.raw`\d{1,${mostDigits}}`;
      // An identifier may occur twice. The second one is checked by building the address again.
      if (found === placeholders.Number && !isNumbered) {
        isNumbered = true;
        return `(?<number>${digits})`;
      }
      if (found === placeholders.Time && !isTimed) {
        isTimed = true;
        return `(?<time>${digits})`;
      }
      return digits;
    });
  return new RegExp(`^${source}$`);
}

function pad(value: string, width: string | undefined): string {
  if (width === undefined) return value;
  if (Number(width) > mostDigits) {
    throw new ManifestError(
      "MANIFEST_INVALID",
      `A template pads a value to ${width} digits, which is too many.`,
    );
  }
  return value.padStart(Number(width), "0");
}
