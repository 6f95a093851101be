/**
 * Guards the frames between a tracker and the tracker client, in both directions. Pure.
 *
 * Incoming: trackers are untrusted. The client only gets a new object with known fields of known types and sizes,
 * because it uses what it gets without checking it: a wrong type throws in the client, a short interval makes it
 * announce in a loop.
 *
 * Outgoing: an announce leaves the client only when all of its offers are ready, so one offer that fails would hold
 * up the others. A failed offer is therefore signalled as a dead one, which is removed before the frame is sent.
 */
import { LoaderError } from "@swarmlane/contract";
import type { Limits } from "@swarmlane/contract";
import { isBinary } from "../tracker-bytes.ts";

/** An announce response, an offer or an answer. Hashes and ids are binary strings of 20 bytes. */
export interface TrackerFrame {
  readonly action: "announce";
  readonly info_hash: string;
  /** Seconds until the next announce, within the limits. */
  readonly interval?: number;
  readonly "tracker id"?: string;
  /** Number of seeds; 0 if the tracker reports leeches only. */
  readonly complete?: number;
  readonly incomplete?: number;
  readonly peer_id?: string;
  readonly offer_id?: string;
  readonly offer?: SessionDescription;
  readonly answer?: SessionDescription;
}

export interface SessionDescription {
  readonly type: "offer" | "answer";
  readonly sdp: string;
}

export type FrameLimits = Pick<
  Limits,
  "trackerFrameBytes" | "announceIntervalMin" | "announceIntervalMax" | "sdpLength"
>;

const hashLength = 20;
const longestTrackerId = 256;

/** Never throws. Returns `TRACKER_BAD_MESSAGE` for an invalid frame and `TRACKER_ERROR` for a reported failure. */
export function readTrackerFrame(data: unknown, limits: FrameLimits): TrackerFrame | LoaderError {
  if (typeof data !== "string") return bad("a binary frame");
  if (data.length > limits.trackerFrameBytes) return bad(`a frame of ${data.length} characters`);
  const frame = parseObject(data);
  if (frame === undefined) return bad("a frame that is not a JSON object");

  const failure = frame["failure reason"] ?? frame["warning message"];
  if (failure !== undefined) {
    return typeof failure === "string"
      ? new LoaderError("TRACKER_ERROR", failure.slice(0, 200))
      : bad("a failure reason that is not a string");
  }
  if (frame["action"] !== "announce") return bad("an unknown action");
  if (!isBinary(frame["info_hash"], hashLength)) return bad("an invalid info_hash");

  const response = readResponse(frame, limits);
  const signal = readSignal(frame, limits);
  if (typeof response === "string") return bad(response);
  if (typeof signal === "string") return bad(signal);
  return { action: "announce", info_hash: frame["info_hash"], ...response, ...signal };
}

export const deadOffer = { type: "offer", sdp: "" } as const;

/** `frame` comes from the tracker client. Its `numwant` becomes the number of offers that are left. */
export function withoutDeadOffers(frame: string): string {
  const announce = JSON.parse(frame) as { offers?: { offer: { sdp: string } }[] };
  if (announce.offers === undefined) return frame;
  const offers = announce.offers.filter(({ offer }) => offer.sdp !== deadOffer.sdp);
  return JSON.stringify({ ...announce, offers, numwant: offers.length });
}

type Fields = Partial<Record<string, unknown>>;

/** Returns the fields of an announce response, or a description of the first invalid one. */
function readResponse(frame: Fields, limits: FrameLimits): Partial<TrackerFrame> | string {
  const interval = frame["interval"] ?? frame["min interval"];
  const trackerId = frame["tracker id"];
  const { complete, incomplete } = frame;
  if (interval !== undefined && !isNumber(interval)) return "an invalid interval";
  if (trackerId !== undefined && !isText(trackerId, longestTrackerId))
    return "an invalid tracker id";
  if (complete !== undefined && !isCount(complete)) return "an invalid number of seeds";
  if (incomplete !== undefined && !isCount(incomplete)) return "an invalid number of leeches";
  const counted = complete !== undefined || incomplete !== undefined;
  return {
    ...(interval !== undefined && { interval: clampInterval(interval, limits) }),
    ...(trackerId !== undefined && { "tracker id": trackerId }),
    ...(counted && { complete: complete ?? 0, incomplete: incomplete ?? 0 }),
  };
}

/** Returns the fields of an offer or answer, if there are any, or a description of the first invalid one. */
function readSignal(frame: Fields, limits: FrameLimits): Partial<TrackerFrame> | string {
  const { offer, answer, peer_id, offer_id } = frame;
  if (offer === undefined && answer === undefined) return {};
  if (offer !== undefined && answer !== undefined) return "both an offer and an answer";
  if (!isBinary(peer_id, hashLength)) return "an invalid peer_id";
  if (!isBinary(offer_id, hashLength)) return "an invalid offer_id";
  const type = offer === undefined ? "answer" : "offer";
  const given = offer ?? answer;
  if (!isObject(given) || given["type"] !== type) return `an invalid ${type}`;
  const { sdp } = given;
  if (!isText(sdp, limits.sdpLength)) return `an invalid sdp in an ${type}`;
  return { peer_id, offer_id, [type]: { type, sdp } };
}

function clampInterval(seconds: number, limits: FrameLimits): number {
  const longest = limits.announceIntervalMax / 1000;
  return Math.min(longest, Math.max(limits.announceIntervalMin / 1000, seconds));
}

function parseObject(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isNumber = (value: unknown): value is number => Number.isFinite(value);
const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && isNumber(value) && value >= 0;
const isText = (value: unknown, longest: number): value is string =>
  typeof value === "string" && value !== "" && value.length <= longest;

function bad(what: string): LoaderError {
  return new LoaderError(
    "TRACKER_BAD_MESSAGE",
    `The tracker sent ${what}. The message is ignored.`,
  );
}
