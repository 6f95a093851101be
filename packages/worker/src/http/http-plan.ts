/** Plans the request to the origin, and repeats it without any data from peers if the response is doubtful. Pure. */
import { LoaderError, type HttpRequest } from "@swarmlane/contract";
import { formatRange, parseRange, restOfRange, type ByteRange } from "./byte-range.ts";

export interface HttpPlan {
  /** Value of the Range header to send. */
  readonly header: string | undefined;
  /** The range of the header. Undefined without a header, and if the header cannot be read. */
  readonly asked: ByteRange | undefined;
  /** The segment's own range, readable or not. */
  readonly own: ByteRange | "unreadable" | undefined;
  /** Bytes that lie in front of what is asked for. */
  readonly partial: Uint8Array | undefined;
  /** The size of the whole segment in bytes, as a peer announced it. It may be false: see `judgeBody`. */
  readonly expectedSize: number | undefined;
}

/** A response that may be right, because it only fails due to data from peers. Only used within `withRestart`. */
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
 * Runs `attempt`. If the response is doubtful only because of peers, the origin is asked once more for the whole segment, so that
 * a false announcement of a peer does not count as a failure of the origin.
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
