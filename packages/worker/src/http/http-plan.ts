/** What to ask an origin for, and when to ask it again without what peers told and brought. Pure. */
import { LoaderError, type HttpRequest } from "@swarmlane/contract";
import { formatRange, parseRange, restOfRange, type ByteRange } from "./byte-range.ts";

export interface HttpPlan {
  /** Value of the Range header to send. */
  readonly header: string | undefined;
  /** What the header asks for; undefined without a header, and for one that we cannot read. */
  readonly asked: ByteRange | undefined;
  /** The segment's own range, readable or not. */
  readonly own: ByteRange | "unreadable" | undefined;
  /** Bytes that lie in front of what is asked for. */
  readonly partial: Uint8Array | undefined;
  /** The whole segment in bytes as a peer told it. Peers lie: see `judgeBody`. */
  readonly expectedSize: number | undefined;
}

/** An answer that may be right: it fails only because of what peers told or brought. Never leaves `withRestart`. */
export class PeerDoubt extends LoaderError {}

/** A range that cannot be read is sent as it is, and never resumed or sliced. */
export function planRequest(request: HttpRequest): HttpPlan {
  const { range, partial, expectedSize } = request;
  const own = range === undefined ? undefined : (parseRange(range) ?? "unreadable");
  const rest = planRest(own, partial?.byteLength ?? 0);
  if (rest !== undefined) {
    return { header: formatRange(rest), asked: rest, own, partial, expectedSize };
  }
  const asked = own === "unreadable" ? undefined : own;
  return { header: range, asked, own, partial: undefined, expectedSize };
}

/**
 * Runs `attempt`. Where its answer is doubtful because of peers alone, the origin is asked once more, for the whole
 * segment: a peer's lie must not become the origin's failure.
 */
export async function withRestart<T>(
  request: HttpRequest,
  attempt: (plan: HttpPlan) => Promise<T>,
): Promise<T> {
  try {
    return await attempt(planRequest(request));
  } catch (error) {
    if (!(error instanceof PeerDoubt)) throw error;
    return attempt(planRequest({ ...request, partial: undefined, expectedSize: undefined }));
  }
}

function planRest(own: HttpPlan["own"], done: number): ByteRange | undefined {
  if (done === 0 || own === "unreadable") return undefined;
  return restOfRange(own ?? { kind: "open", first: 0 }, done);
}
