/** Real XMLHttpRequests, prepared by the caller's `xhrSetup` (contract §6). Page only. */
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

  function send({ requestId, url, rangeHeader }: XhrRequest): Promise<XhrResponse> {
    return new Promise((resolve, reject) => {
      const xhr = createXhr();
      xhr.open("GET", url, true);
      xhr.responseType = "arraybuffer";
      if (rangeHeader !== undefined) xhr.setRequestHeader("Range", rangeHeader);
      let reported = 0;
      xhr.addEventListener("progress", ({ loaded }) => {
        if (loaded > reported) onProgress(requestId, loaded - reported);
        reported = loaded;
      });
      xhr.addEventListener("load", () => {
        const data: unknown = xhr.response;
        if (data instanceof ArrayBuffer) resolve(responseOf(xhr, data));
        else reject(new LoaderError("CALLBACK_FAILED", "xhrSetup changed responseType"));
      });
      xhr.addEventListener("error", () => reject(new LoaderError("HTTP_ERROR", "request failed")));
      xhr.addEventListener("timeout", () => reject(new LoaderError("HTTP_TIMEOUT", "timed out")));
      xhr.addEventListener("abort", () => reject(new LoaderError("HTTP_ERROR", "aborted")));
      xhr.addEventListener("loadend", () => running.delete(requestId));
      prepare(xhr, url);
      running.set(requestId, xhr);
      xhr.send();
    });
  }

  function prepare(xhr: XMLHttpRequest, url: string): void {
    try {
      setup()?.(xhr, url);
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : "no error object";
      throw new LoaderError("CALLBACK_FAILED", `xhrSetup threw: ${reason}`);
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

function responseOf(xhr: XMLHttpRequest, data: ArrayBuffer): XhrResponse {
  const response: XhrResponse = {
    status: xhr.status,
    // Asked for only where it means something: browsers log a warning when CORS hides it.
    contentRange: xhr.status === 206 ? xhr.getResponseHeader("Content-Range") : null,
    responseUrl: xhr.responseURL,
    data,
  };
  return transfer(response, [data]);
}
