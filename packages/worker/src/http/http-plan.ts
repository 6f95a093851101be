/** What to ask an origin for, and when to ask again without what peers brought. Pure. */
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

/** Runs `attempt`; when the origin or the peers' bytes do not allow a resume, once more without those bytes. */
export async function withRestart<T>(
  request: HttpRequest,
  attempt: (plan: HttpPlan) => Promise<T>,
): Promise<T> {
  const plan = planRequest(request);
  try {
    return await attempt(plan);
  } catch (error) {
    if (plan.partial === undefined || !isResumeRefused(error)) throw error;
    return attempt(planRequest({ ...request, partial: undefined, expectedSize: undefined }));
  }
}

function planRest(own: HttpPlan["own"], done: number): ByteRange | undefined {
  if (done === 0 || own === "unreadable") return undefined;
  return restOfRange(own ?? { kind: "open", first: 0 }, done);
}

function isResumeRefused(error: unknown): boolean {
  if (!(error instanceof LoaderError)) return false;
  return error.code === "HTTP_BAD_RANGE" || error.status === 416;
}
