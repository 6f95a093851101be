/**
 * Checks whether a response is the segment, for every HTTP adapter. An error page, another range or half a body must never be
 * stored and sent to peers. Pure. A response that is only doubtful because of peers is a `PeerDoubt`.
 * Content-Length is not used to reject a body: with a Content-Encoding, which CORS may hide, it counts other bytes, and browsers
 * themselves reject a body that is too short.
 */
import { LoaderError, type ErrorCode } from "@swarmlane/contract";
import { parseContentRange, sliceRange, type ByteRange, type ContentRange } from "./byte-range.ts";
import { PeerDoubt, type HttpPlan } from "./http-plan.ts";

export interface ResponseHead {
  readonly status: number;
  /** Null when absent or hidden by CORS. */
  readonly contentRange: string | null;
}

/** How the body has to be processed. */
export interface BodyPlan {
  /** Goes in front of the body. */
  readonly partial: Uint8Array | undefined;
  /** The segment is this part of the body only. */
  readonly slice: ByteRange | undefined;
  /** The required length of the body in bytes. Undefined if it does not follow from the headers. */
  readonly exactLength: number | undefined;
  /** The total size that a peer announced. Undefined if the origin's own headers make it irrelevant. */
  readonly expectedSize: number | undefined;
}

/** Throws a `LoaderError` if the body of the response is of no use. */
export function judgeHead(plan: HttpPlan, head: ResponseHead): BodyPlan {
  const { status } = head;
  if (status === 0)
    throw new LoaderError("HTTP_ERROR", "the response is opaque (CORS does not allow to read it)");
  if (status === 204 || status === 205)
    throw new LoaderError("HTTP_EMPTY", `HTTP ${status} has no body`);
  if (status < 200 || status > 299) {
    const isDoubtful = status === 416 && plan.partial !== undefined;
    throw failure(isDoubtful, "HTTP_STATUS", `the origin returned HTTP ${status}`, { status });
  }
  return status === 206 ? judgePartialContent(plan, head.contentRange) : judgeWhole(plan);
}

/** Throws unless `length` is the announced length of the body. `declaredLength`: Content-Length. */
export function judgeBody(plan: BodyPlan, length: number, declaredLength?: number): void {
  if (length === 0) throw new LoaderError("HTTP_EMPTY", "the response body is empty");
  const { exactLength, expectedSize, partial } = plan;
  if (exactLength !== undefined && length < exactLength) {
    const message = `the response has ${length} bytes, but ${exactLength} were announced`;
    throw new LoaderError("HTTP_TRUNCATED", message);
  }
  if (exactLength !== undefined && length > exactLength) {
    const message = `the response has ${length} bytes, but ${exactLength} were announced`;
    throw failure(partial !== undefined, "HTTP_BAD_RANGE", message);
  }
  if (expectedSize === undefined) return;
  const size = (partial?.byteLength ?? 0) + length;
  if (partial !== undefined && size !== expectedSize) {
    const message = `the segment has ${size} bytes, but peers announced ${expectedSize}`;
    throw new PeerDoubt("HTTP_BAD_RANGE", message);
  }
  if (partial === undefined && size < expectedSize && length !== declaredLength) {
    const message = `the response has ${size} bytes, but a peer announced ${expectedSize}`;
    throw new PeerDoubt("HTTP_TRUNCATED", message);
  }
}

/** Returns the segment's bytes from `joined` (`partial` and body). Throws `HTTP_BAD_RANGE`. */
export function takeSegment(plan: BodyPlan, joined: ArrayBuffer): ArrayBuffer {
  if (plan.slice === undefined) return joined;
  const part = sliceRange(joined, plan.slice);
  if (part !== undefined) return part;
  throw new LoaderError("HTTP_BAD_RANGE", "HTTP 200: the body ends before the requested range");
}

/** HTTP 200 returns the whole resource. The bytes from peers are not needed, and the segment's own range is cut out. */
function judgeWhole({ own, expectedSize }: HttpPlan): BodyPlan {
  const slice = own === "unreadable" ? undefined : own;
  return {
    partial: undefined,
    slice,
    exactLength: undefined,
    expectedSize: slice === undefined ? expectedSize : undefined,
  };
}

function judgePartialContent(plan: HttpPlan, header: string | null): BodyPlan {
  const { asked, own, partial, expectedSize } = plan;
  if (own === "unreadable") {
    return { partial: undefined, slice: undefined, exactLength: undefined, expectedSize };
  }
  if (asked === undefined)
    throw new LoaderError("HTTP_BAD_RANGE", "HTTP 206, but no range was requested");
  const exactLength = header === null ? lengthOf(asked) : judgeContentRange(plan, asked, header);
  const isTold = exactLength !== undefined && partial === undefined;
  return {
    partial,
    slice: undefined,
    exactLength,
    expectedSize: isTold ? undefined : expectedSize,
  };
}

/** The length of the body. If the resource ends within the requested range, so does the body (RFC 9110 §14.1.2). */
function judgeContentRange({ partial }: HttpPlan, asked: ByteRange, header: string): number {
  const sent = parseContentRange(header);
  if (sent === undefined || !matches(asked, sent)) {
    const message = `unexpected Content-Range "${header.slice(0, 100)}"`;
    throw failure(partial !== undefined, "HTTP_BAD_RANGE", message);
  }
  return sent.last - sent.first + 1;
}

function matches(asked: ByteRange, sent: ContentRange): boolean {
  const endsWithResource = sent.total === undefined || sent.last === sent.total - 1;
  switch (asked.kind) {
    case "closed":
      if (sent.first !== asked.first) return false;
      return sent.last === asked.last || (sent.last < asked.last && sent.last + 1 === sent.total);
    case "open":
      return sent.first === asked.first && endsWithResource;
    case "suffix":
      if (!endsWithResource) return false;
      return sent.last - sent.first + 1 === Math.min(asked.length, sent.total ?? asked.length);
  }
}

function lengthOf(asked: ByteRange): number | undefined {
  return asked.kind === "closed" ? asked.last - asked.first + 1 : undefined;
}

/** `isDoubtful`: the request depended on bytes from peers, which may be the reason for the failure. */
function failure(
  isDoubtful: boolean,
  code: ErrorCode,
  message: string,
  details: { readonly status?: number } = {},
): LoaderError {
  return new (isDoubtful ? PeerDoubt : LoaderError)(code, message, details);
}
