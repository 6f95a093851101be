/** Reads the responses that VHS loads: playlists, manifests, indexes of single files, and the server's clock. */
import { parseByteRange, type ByteRange } from "@swarmlane/manifest";
import type { PlayerStream, SegmentMatch } from "@swarmlane/player";
import { findIndex } from "./sidx-box.ts";
import type { VhsRequest } from "./vhs-types.ts";

export type Reader = (xhr: XMLHttpRequest) => void;

/** Calls `read` when the request has succeeded, before VHS handles it. Exceptions of `read` go to `report`. */
export function readAlong(
  request: VhsRequest,
  read: Reader,
  report: (cause: unknown) => void,
): VhsRequest {
  return observe(request, "readystatechange", (xhr) => {
    if (xhr.readyState !== 4 || xhr.status < 200 || xhr.status > 299) return;
    attempt(() => read(xhr), report);
  });
}

/** The same while it is under way. VHS aborts such a request as soon as it has seen enough. */
export function readBeginning(
  request: VhsRequest,
  read: Reader,
  report: (cause: unknown) => void,
): VhsRequest {
  return observe(request, "progress", (xhr) => attempt(() => read(xhr), report));
}

function observe(
  request: VhsRequest,
  event: "readystatechange" | "progress",
  listener: Reader,
): VhsRequest {
  const seen = new WeakSet<XMLHttpRequest>();
  return {
    ...request,
    beforeSend(xhr) {
      // A retry sends the same object again.
      if (!seen.has(xhr)) xhr.addEventListener(event, () => listener(xhr));
      seen.add(xhr);
      request.beforeSend?.(xhr);
    },
  };
}

function attempt(action: () => void, report: (cause: unknown) => void): void {
  try {
    action();
  } catch (cause) {
    report(cause);
  }
}

/** `url`: as VHS asked for it. */
export function readManifest(stream: PlayerStream, url: string): Reader {
  return ({ responseURL, responseText }) => {
    const responseUrl = responseURL === "" ? undefined : responseURL;
    stream.addManifest({ url, responseUrl, body: responseText });
  };
}

export function readIndex(stream: PlayerStream, url: string, range: ByteRange | undefined): Reader {
  return ({ response }) => {
    if (!(response instanceof ArrayBuffer)) return;
    stream.addIndex({ url, range, bytes: new Uint8Array(response) });
  };
}

/**
 * VHS reads a file from its beginning until it knows the container, and takes the index from there if it has come by
 * then. The text has one character for each byte.
 */
export function readIndexInFile(stream: PlayerStream, url: string): Reader {
  let isDone = false;
  return ({ responseText }) => {
    if (isDone) return;
    const found = findIndex(responseText);
    if (found === undefined) return;
    isDone = true;
    const { range, bytes } = found;
    if (stream.find({ url, range }, false).type !== "index") return;
    stream.addIndex({ url, range, bytes });
  };
}

/** A segment that VHS loads itself. `startTime`: see `SegmentRequestOptions`. */
export function readSegment(
  stream: PlayerStream,
  match: SegmentMatch,
  startTime: number | undefined,
): Reader {
  const startedAt = performance.now();
  return ({ response, responseURL: responseUrl, withCredentials }) => {
    if (withCredentials || !(response instanceof ArrayBuffer)) return;
    const downloadTime = performance.now() - startedAt;
    stream.adopt(match, { data: response, responseUrl, downloadTime, startTime });
  };
}

/** Answers of a time server (`UTCTiming`). */
export function readClock(stream: PlayerStream): Reader {
  return (xhr) => {
    const text = xhr.responseText === "" ? xhr.getResponseHeader("date") : xhr.responseText;
    const time = Date.parse(text ?? "");
    if (!Number.isNaN(time)) stream.registry.setClockOffset(time - Date.now());
  };
}

/** Of the headers that VHS sends. */
export function rangeOf(request: VhsRequest): ByteRange | undefined {
  const header = request.headers?.["Range"];
  return header === undefined ? undefined : parseByteRange(header);
}
