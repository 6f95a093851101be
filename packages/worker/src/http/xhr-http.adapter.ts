/**
 * Gets segments through the page with a real XMLHttpRequest, because the caller's `xhrSetup` can only prepare it there. The bytes
 * are transferred. Responses are checked like those of `fetch`, with the same deadlines.
 */
import {
  LoaderError,
  type Clock,
  type HttpPort,
  type HttpRequest,
  type HttpResponse,
  type Limits,
  type XhrRequest,
  type XhrResponse,
} from "@swarmlane/contract";
import { loaderErrorOf } from "../loader-error-of.ts";
import { createBodyBuffer } from "./body-buffer.ts";
import { withRestart, type HttpPlan } from "./http-plan.ts";
import { judgeBody, judgeHead, takeSegment } from "./judge-response.ts";
import { supervise, type HttpTransfer } from "./supervise.ts";

export interface XhrHttpOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  /** `PageApi.xhr`. */
  readonly send: (request: XhrRequest) => Promise<XhrResponse>;
  /** Ends a request; its promise may reject or stay. */
  readonly abort: (requestId: number) => void;
}

export interface XhrHttp extends HttpPort {
  /** From `xhr/progress`: bytes since the report before. Unknown ids are late ones. */
  progress(requestId: number, bytes: number): void;
}

export function createXhrHttp(options: XhrHttpOptions): XhrHttp {
  const { clock, limits } = options;
  const running = new Map<number, (bytes: number) => void>();
  let nextId = 1;

  async function attempt(
    request: HttpRequest,
    plan: HttpPlan,
    transfer: HttpTransfer,
    onBytes: (bytes: number) => void,
  ): Promise<HttpResponse> {
    const requestId = nextId++;
    let reported = 0;
    transfer.signal.addEventListener("abort", () => {
      if (running.delete(requestId)) options.abort(requestId);
    });
    running.set(requestId, (bytes) => {
      reported += bytes;
      transfer.received(bytes);
      onBytes(bytes);
    });
    const response = await send(options, request, plan, requestId);
    if (!running.delete(requestId)) throw new LoaderError("HTTP_ERROR", "aborted");
    const rest = response.data.byteLength - reported;
    if (rest > 0) onBytes(rest);
    return { data: judge(plan, response, limits), responseUrl: response.responseUrl };
  }

  return {
    progress: (requestId, bytes) => running.get(requestId)?.(bytes),
    get: (request, onBytes, signal) =>
      withRestart(request, (plan) =>
        supervise({ clock, limits, signal }, (transfer) =>
          attempt(request, plan, transfer, onBytes),
        ),
      ),
  };
}

async function send(
  options: XhrHttpOptions,
  { segment, url }: HttpRequest,
  { header }: HttpPlan,
  requestId: number,
): Promise<XhrResponse> {
  try {
    return await options.send({ requestId, segment, url, rangeHeader: header });
  } catch (thrown) {
    throw loaderErrorOf(thrown, "HTTP_ERROR");
  }
}

function judge(plan: HttpPlan, response: XhrResponse, limits: Limits): ArrayBuffer {
  const bodyPlan = judgeHead(plan, response);
  const { partial } = bodyPlan;
  const size = response.data.byteLength;
  if (size > limits.segmentBytes) {
    throw new LoaderError("HTTP_TOO_LARGE", `${size} bytes`);
  }
  judgeBody(bodyPlan, size);
  if (partial === undefined) return takeSegment(bodyPlan, response.data);
  const body = createBodyBuffer({ partial, sizeHint: size, limit: limits.segmentBytes });
  body.write(new Uint8Array(response.data));
  return takeSegment(bodyPlan, body.join());
}
