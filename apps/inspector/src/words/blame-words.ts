/** Describes the cause and the consequences of an error in sentences, from its row in the table of blame. Pure. */
import {
  type Blame,
  blameMeanings,
  blameTable,
  defaultEngineSettings,
  defaultLimits,
  type ErrorCode,
  type Fault,
} from "@swarmlane/contract";

export interface BlameWords {
  readonly code: ErrorCode;
  /** What the code means. */
  readonly meaning: string;
  readonly fault: string;
  /** The consequences of the error. */
  readonly effects: string;
}

export interface BlamePlace {
  /** How the sentence refers to the segment; `the segment` by default. */
  readonly segment?: string;
  /** ms for which the origin is not asked again after a failure, as the session is configured. */
  readonly httpFailedSegmentTimeout?: number | undefined;
}

/** Returns undefined if the table has no such code, for example because the session is from another version. */
export function blameInWords(code: string, place: BlamePlace = {}): BlameWords | undefined {
  if (!isErrorCode(code)) return undefined;
  const blame = blameTable[code];
  return {
    code,
    meaning: blameMeanings[code],
    fault: `Fault: ${faults[blame.fault]}.`,
    effects: effectsOf(blame, place) || noEffects(code),
  };
}

/** Joins all parts into one text. */
export function blameSentence(words: BlameWords): string {
  return `${words.code}: ${words.meaning} ${words.fault} ${words.effects}`;
}

/** The error codes that a text names, each once. */
export function codesIn(text: string): ErrorCode[] {
  return [...new Set(text.match(/\b[A-Z][A-Z0-9_]+\b/g) ?? [])].filter(isErrorCode);
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(blameTable, code);
}

const faults: Readonly<Record<Fault, string>> = {
  peer: "peer",
  origin: "origin",
  ours: "this viewer (the page, the browser or the machine)",
  nobody: "nobody or unknown",
};

function effectsOf(blame: Blame, place: BlamePlace): string {
  const { segment = "the segment" } = place;
  const { fault, strike, disconnects, backOff, segmentError, coolDown } = blame;
  const isPeer = fault === "peer";
  const onPeer = [
    ...(strike === 1 ? ["was given one strike"] : []),
    ...(strike === "ban" ? ["was banned"] : []),
    ...(isPeer && disconnects ? ["was disconnected"] : []),
    ...(backOff === "none" ? [] : [`is not asked for ${segment} for ${inSeconds(waits[backOff])}`]),
  ];
  // An error that also fails segments from the origin need not be about a connection.
  const onConnection =
    coolDown === "none"
      ? "The connection was closed."
      : "If a connection was involved, it was closed.";
  const { httpFailedSegmentTimeout = defaultEngineSettings.httpFailedSegmentTimeout } = place;
  const rest = coolDown === "short" ? defaultLimits.notFoundRest : httpFailedSegmentTimeout;
  return [
    ...(onPeer.length === 0 ? [] : [`${isPeer ? "It" : "The peer"} ${inSeries(onPeer)}.`]),
    ...(!isPeer && disconnects ? [onConnection] : []),
    ...(segmentError ? ["The player received a SegmentError event."] : []),
    ...(coolDown === "none"
      ? []
      : [`The origin is not asked for ${segment} for ${inSeconds(rest)}.`]),
  ].join(" ");
}

function noEffects(code: ErrorCode): string {
  return code.startsWith("P2P_")
    ? "The peer is not penalized."
    : "There are no further consequences.";
}

const waits = { short: defaultLimits.shortBackoff, long: defaultLimits.absentBackoff } as const;

function inSeries(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

/** `0.5 s`. */
function inSeconds(ms: number): string {
  return `${ms / 1000} s`;
}
