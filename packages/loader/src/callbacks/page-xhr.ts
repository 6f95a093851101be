/** Sends real XMLHttpRequests that the caller's `xhrSetup` prepares. Page only. */
import { transfer } from "comlink";
import { LoaderError, type XhrRequest, type XhrResponse } from "@swarmlane/contract";
import type { XhrSetupCallback } from "../settings/settings.ts";

export interface PageXhrOptions {
  /** Read for each request: callers change it on the live settings. */
  readonly setup: () => XhrSetupCallback | undefined;
  /** `bytes` since the report before. */
  readonly onProgress: (requestId: number, bytes: number) => void;
  readonly createXhr?: () => XMLHttpRequest;
}

export interface PageXhr {
  /** The response's data is marked for transfer. Rejects with a `LoaderError`. */
  send(request: XhrRequest): Promise<XhrResponse>;
  abort(requestId: number): void;
  abortAll(): void;
}

export function createPageXhr(options: PageXhrOptions): PageXhr {
  const { setup, onProgress, createXhr = () => new XMLHttpRequest() } = options;
  const running = new Map<number, XMLHttpRequest>();

  async function send({ requestId, url, rangeHeader }: XhrRequest): Promise<XhrResponse> {
    const xhr = createXhr();
    xhr.open("GET", url, true);
    xhr.responseType = "arraybuffer";
    if (rangeHeader !== undefined) xhr.setRequestHeader("Range", rangeHeader);
    running.set(requestId, xhr);
    try {
      await prepare(xhr, url);
      // Before the request is sent, an abort causes no event.
      if (!running.has(requestId)) throw new LoaderError("HTTP_ERROR", "aborted");
      return await exchange(xhr, (bytes) => onProgress(requestId, bytes));
    } finally {
      running.delete(requestId);
    }
  }

  /** Waits for a returned promise, because callers write `async` functions, for example to fetch a token. */
  async function prepare(xhr: XMLHttpRequest, url: string): Promise<void> {
    try {
      const prepared: unknown = setup()?.(xhr, url);
      await prepared;
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : "the thrown value is not an Error";
      throw new LoaderError("CALLBACK_FAILED", `xhrSetup failed: ${reason}`);
    }
  }

  function abort(requestId: number): void {
    running.get(requestId)?.abort();
    running.delete(requestId);
  }

  return {
    send,
    abort,
    abortAll() {
      for (const requestId of [...running.keys()]) abort(requestId);
    },
  };
}

/** Sends the prepared request. `onBytes` receives the bytes since its previous call. */
function exchange(xhr: XMLHttpRequest, onBytes: (bytes: number) => void): Promise<XhrResponse> {
  return new Promise((resolve, reject) => {
    let reported = 0;
    xhr.addEventListener("progress", ({ loaded }) => {
      if (loaded > reported) onBytes(loaded - reported);
      reported = loaded;
    });
    xhr.addEventListener("load", () => {
      const data: unknown = xhr.response;
      if (data instanceof ArrayBuffer) resolve(responseOf(xhr, data));
      else reject(new LoaderError("CALLBACK_FAILED", "xhrSetup must not change responseType"));
    });
    xhr.addEventListener("error", () =>
      reject(new LoaderError("HTTP_ERROR", "the request failed")),
    );
    xhr.addEventListener("timeout", () =>
      reject(new LoaderError("HTTP_TIMEOUT", "the request timed out")),
    );
    xhr.addEventListener("abort", () => reject(new LoaderError("HTTP_ERROR", "aborted")));
    xhr.send();
  });
}

function responseOf(xhr: XMLHttpRequest, data: ArrayBuffer): XhrResponse {
  const response: XhrResponse = {
    status: xhr.status,
    // Only read if it is needed, because browsers log a warning if CORS hides the header.
    contentRange: xhr.status === 206 ? xhr.getResponseHeader("Content-Range") : null,
    responseUrl: xhr.responseURL,
    data,
  };
  return transfer(response, [data]);
}
