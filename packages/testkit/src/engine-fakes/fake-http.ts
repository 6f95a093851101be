/** An origin that answers when the test says so. Any thread. Every request settles at most once. */
import type {
  AbortSignalLike,
  ErrorCode,
  HttpPort,
  HttpRequest,
  HttpResponse,
} from "@swarmlane/contract";
import { LoaderError } from "@swarmlane/contract";

export interface FakeRequest {
  readonly request: HttpRequest;
  /** Aborted by the engine. */
  readonly aborted: boolean;
  /** Answered, failed or aborted. */
  readonly settled: boolean;
  readonly progress: (bytes: number) => void;
  /**
   * Answers with `body`, after whatever `partial` the request brought. Throws where a real port could not give this
   * answer: the two together are not of the size that a peer told, so the origin would have been asked again.
   */
  readonly respond: (body: Uint8Array) => void;
  /** Answers with `whole` alone, as a port does that has asked the origin again without what peers told and brought. */
  readonly respondWhole: (whole: Uint8Array) => void;
  readonly fail: (code?: ErrorCode, details?: { status?: number }) => void;
}

export interface FakeHttp extends HttpPort {
  /** In the order they were made. */
  readonly requests: readonly FakeRequest[];
  /** Requests that were neither answered nor aborted. */
  readonly open: readonly FakeRequest[];
  /** The newest open request for a segment. Throws when there is none. */
  find(segmentId: string): FakeRequest;
}

export function createFakeHttp(): FakeHttp {
  const requests: FakeRequest[] = [];
  const open = () => requests.filter((request) => !request.settled);

  return {
    requests,
    get open() {
      return open();
    },
    find(segmentId) {
      const found = open()
        .filter(({ request }) => request.segment.id === segmentId)
        .at(-1);
      if (found === undefined) throw new Error(`no open request for ${segmentId}`);
      return found;
    },
    get: (request, onBytes, signal) =>
      new Promise((resolve, reject) => {
        requests.push(createFakeRequest(request, onBytes, signal, resolve, reject));
      }),
  };
}

function createFakeRequest(
  request: HttpRequest,
  onBytes: (bytes: number) => void,
  signal: AbortSignalLike,
  resolve: (response: HttpResponse) => void,
  reject: (error: LoaderError) => void,
): FakeRequest {
  let aborted = false;
  let settled = false;

  function answer(body: Uint8Array, start: Uint8Array): void {
    settled = true;
    onBytes(body.byteLength);
    const whole = new Uint8Array(start.byteLength + body.byteLength);
    whole.set(start);
    whole.set(body, start.byteLength);
    resolve({ data: whole.buffer, responseUrl: request.url });
  }

  signal.addEventListener("abort", () => {
    aborted = true;
    settled = true;
    reject(new LoaderError("HTTP_ERROR", "aborted"));
  });
  return {
    request,
    get aborted() {
      return aborted;
    },
    get settled() {
      return settled;
    },
    progress: onBytes,
    respond(body) {
      const { partial = new Uint8Array(), expectedSize } = request;
      const size = partial.byteLength + body.byteLength;
      if (partial.byteLength > 0 && expectedSize !== undefined && size !== expectedSize) {
        throw new RangeError(`${size} bytes where a peer told ${expectedSize}: use respondWhole`);
      }
      answer(body, partial);
    },
    respondWhole: (whole) => answer(whole, new Uint8Array()),
    fail(code = "HTTP_STATUS", details = code === "HTTP_STATUS" ? { status: 503 } : {}) {
      settled = true;
      reject(new LoaderError(code, `the origin failed: ${code}`, details));
    },
  };
}
