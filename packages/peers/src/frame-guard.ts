/**
 * Reads what a tracker sends. Pure; never throws. The tracker client sees nothing but what leaves here:
 * a new object with known fields of known types and sizes (threats T8).
 */
import { LoaderError } from "@swarmlane/contract";
import type { Limits } from "@swarmlane/contract";
import { isBinary } from "./tracker-bytes.ts";

/** An announce response, an offer or an answer. Hashes and ids are binary strings of 20 bytes. */
export interface TrackerFrame {
  readonly action: "announce";
  readonly info_hash: string;
  /** Seconds until the next announce, within the limits. */
  readonly interval?: number;
  readonly "tracker id"?: string;
  /** Seeds; 0 where the tracker tells leeches only. */
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

/** A `LoaderError` is a complaint: `TRACKER_BAD_MESSAGE`, or `TRACKER_ERROR` when it is the tracker's own. */
export function readTrackerFrame(data: unknown, limits: FrameLimits): TrackerFrame | LoaderError {
  if (typeof data !== "string") return bad("a binary frame");
  if (data.length > limits.trackerFrameBytes) return bad(`a frame of ${data.length} characters`);
  const frame = parseObject(data);
  if (frame === undefined) return bad("a frame that is no JSON object");

  const failure = frame["failure reason"] ?? frame["warning message"];
  if (failure !== undefined) {
    return typeof failure === "string"
      ? new LoaderError("TRACKER_ERROR", failure.slice(0, 200))
      : bad("a failure without words");
  }
  if (frame["action"] !== "announce") return bad("an unknown action");
  if (!isBinary(frame["info_hash"], hashLength)) return bad("a bad info_hash");

  const response = readResponse(frame, limits);
  const signal = readSignal(frame, limits);
  if (typeof response === "string") return bad(response);
  if (typeof signal === "string") return bad(signal);
  return { action: "announce", info_hash: frame["info_hash"], ...response, ...signal };
}

type Fields = Partial<Record<string, unknown>>;

/** The fields of an announce response, or what is wrong with them. */
function readResponse(frame: Fields, limits: FrameLimits): Partial<TrackerFrame> | string {
  const interval = frame["interval"] ?? frame["min interval"];
  const trackerId = frame["tracker id"];
  const { complete, incomplete } = frame;
  if (interval !== undefined && !isNumber(interval)) return "a bad interval";
  if (trackerId !== undefined && !isText(trackerId, longestTrackerId)) return "a bad tracker id";
  if (complete !== undefined && !isCount(complete)) return "a bad number of seeds";
  if (incomplete !== undefined && !isCount(incomplete)) return "a bad number of leeches";
  const counted = complete !== undefined || incomplete !== undefined;
  return {
    ...(interval !== undefined && { interval: clampInterval(interval, limits) }),
    ...(trackerId !== undefined && { "tracker id": trackerId }),
    ...(counted && { complete: complete ?? 0, incomplete: incomplete ?? 0 }),
  };
}

/** The fields of an offer or answer, none when the frame carries neither, or what is wrong with them. */
function readSignal(frame: Fields, limits: FrameLimits): Partial<TrackerFrame> | string {
  const { offer, answer, peer_id, offer_id } = frame;
  if (offer === undefined && answer === undefined) return {};
  if (offer !== undefined && answer !== undefined) return "an offer that is an answer too";
  if (!isBinary(peer_id, hashLength)) return "a bad peer_id";
  if (!isBinary(offer_id, hashLength)) return "a bad offer_id";
  const type = offer === undefined ? "answer" : "offer";
  const given = offer ?? answer;
  if (!isObject(given) || given["type"] !== type) return `a bad ${type}`;
  const { sdp } = given;
  if (!isText(sdp, limits.sdpLength)) return `a bad sdp in an ${type}`;
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
  return new LoaderError("TRACKER_BAD_MESSAGE", `the tracker sent ${what}`);
}
