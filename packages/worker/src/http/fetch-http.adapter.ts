/** Gets segments with `fetch`, and reports progress as chunks arrive. Worker (or page, without one). */
import type { Clock, HttpPort, HttpResponse, Limits } from "@swarmlane/contract";
import { createBodyBuffer } from "./body-buffer.ts";
import { withRestart, type HttpPlan } from "./http-plan.ts";
import { judgeBody, judgeHead, takeSegment, type BodyPlan } from "./judge-response.ts";
import { asHttpError, createBodyReader } from "./read-body.ts";
import { supervise, type HttpTransfer } from "./supervise.ts";

export interface FetchHttpOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly limits: Limits;
  /** Relative addresses are resolved against it. */
  readonly baseUrl: string;
}

/** Credentials are sent to the page's own origin only, which is the default of XMLHttpRequest. */
export function createFetchHttp(options: FetchHttpOptions): HttpPort {
  const { clock, limits } = options;
  return {
    get: (request, onBytes, signal) =>
      withRestart(request, (plan) =>
        supervise({ clock, limits, signal }, (transfer) =>
          fetchSegment(options, request.url, plan, transfer, onBytes),
        ),
      ),
  };
}

async function fetchSegment(
  options: FetchHttpOptions,
  url: string,
  plan: HttpPlan,
  transfer: HttpTransfer,
  onBytes: (bytes: number) => void,
): Promise<HttpResponse> {
  const response = await asHttpError(send(options, url, plan, transfer.signal));
  transfer.received(0);
  const bodyPlan = judgeHead(plan, {
    status: response.status,
    contentRange: response.headers.get("Content-Range"),
  });
  const declaredLength = contentLength(response);
  const body = createBodyBuffer({
    partial: bodyPlan.partial,
    sizeHint: bodyPlan.exactLength ?? declaredLength,
    limit: options.limits.segmentBytes,
  });
  const read = response.body === null ? undefined : createBodyReader(response.body, body);
  const wanted = bytesWanted(bodyPlan);
  const enough = Math.min(wanted, bytesPromised(response, bodyPlan, declaredLength));
  while (read !== undefined && body.length < enough) {
    const bytes = await read();
    if (transfer.signal.aborted || bytes === undefined) break;
    transfer.received(bytes);
    onBytes(bytes);
  }
  if (body.length >= wanted) transfer.cut();
  judgeBody(bodyPlan, body.length, declaredLength);
  return { data: takeSegment(bodyPlan, body.join()), responseUrl: response.url };
}

/** Rejects (also for an address that does not parse) with what the platform throws. */
async function send(
  { fetch, baseUrl }: FetchHttpOptions,
  url: string,
  { header }: HttpPlan,
  signal: AbortSignal,
): Promise<Response> {
  const headers: HeadersInit = header === undefined ? {} : { Range: header };
  return fetch(new URL(url, baseUrl), { headers, signal, credentials: "same-origin" });
}

/** If the whole resource is returned instead of a closed range, it is only read up to the end of the range. */
function bytesWanted({ slice }: BodyPlan): number {
  return slice?.kind === "closed" ? slice.last + 1 : Infinity;
}

/**
 * On the same origin, the headers show whether the body is encoded or chunked. If it is neither, the body ends at the announced
 * length. Waiting for the end of the stream costs Chromium's worker 1 to 2 ms per body. If the range or the peers announce
 * another length, the stream is read to its end.
 */
function bytesPromised(
  { type, headers }: Response,
  { exactLength, expectedSize = 0, partial }: BodyPlan,
  declaredLength: number | undefined,
): number {
  if (declaredLength === undefined || type !== "basic") return Infinity;
  if (headers.has("Transfer-Encoding")) return Infinity;
  const size = (partial?.byteLength ?? 0) + declaredLength;
  const isDoubtful = (exactLength ?? declaredLength) !== declaredLength || expectedSize > size;
  return isDoubtful ? Infinity : declaredLength;
}

/** Of the body as it comes; an encoding, where it is seen, makes it useless. */
function contentLength({ headers }: Response): number | undefined {
  const value = headers.get("Content-Length");
  if (value === null || headers.has("Content-Encoding") || !/^\d+$/.test(value)) return undefined;
  return Number(value);
}
