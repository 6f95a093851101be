/** VHS's way with requests, without a browser: `videojs.xhr` as it is published, and what VHS puts around it. */
import { createRequire } from "node:module";
import type { RequestHook, VhsRequest, VhsXhr } from "./vhs-types.ts";

const require = createRequire(import.meta.url);

type VideoJsXhr = (
  options: VhsRequest,
  callback: (error: (Error & { code?: string }) | null, response: { statusCode: number }) => void,
) => VhsXhrObject;

/** A request as VHS has it: properties are put on it as they are needed. */
export type VhsXhrObject = XMLHttpRequest & Record<string, unknown>;

export interface VhsResult {
  calls: number;
  error: Error | null | undefined;
  status: number | undefined;
  bytes: number | undefined;
  bandwidth: number | undefined;
  timedout: boolean | undefined;
  aborted: boolean | undefined;
}

/** `xhr.js` and `media-segment-request.js` of VHS 3.17, with what they read and write. */
export function requestAsVhs(given: VhsRequest) {
  const videojsXhr = require("@videojs/xhr") as VideoJsXhr & { XMLHttpRequest: unknown };
  const result: VhsResult = {
    ...{ calls: 0, error: undefined, status: undefined, bytes: undefined },
    ...{ bandwidth: undefined, timedout: undefined, aborted: undefined },
  };
  const progress: number[] = [];
  let ends = 0;
  const request: VhsXhrObject = videojsXhr(
    { responseType: "arraybuffer", requestType: "segment", timeout: 0, ...given },
    (error, response) => {
      const body = request.response as ArrayBuffer | null;
      if (error === null && body !== null) {
        const took = Date.now() - Number(request["requestTime"]);
        Object.assign(request, { roundTripTime: took, bytesReceived: body.byteLength });
        request["bandwidth"] ||= Math.floor((body.byteLength / took) * 8 * 1000);
      }
      if (error?.code === "ETIMEDOUT") request["timedout"] = true;
      const isGood = [200, 206, 0].includes(response.statusCode);
      const failure =
        error === null && request["aborted"] === undefined && !isGood
          ? new Error(`XHR Failed with a response of: ${request.responseText}`)
          : error;
      result.calls += 1;
      result.error = failure;
      result.status = request.status;
      result.bytes = body?.byteLength;
      result.bandwidth = request["bandwidth"] as number | undefined;
      result.timedout = request["timedout"] as boolean | undefined;
      result.aborted = request["aborted"] as boolean | undefined;
    },
  );
  const abort = request.abort.bind(request);
  request.abort = () => {
    request["aborted"] = true;
    abort();
  };
  request["requestTime"] = Date.now();
  request.addEventListener("progress", (event) => {
    if (event.target === request) progress.push(event.loaded);
  });
  request.addEventListener("loadend", () => {
    ends += 1;
  });
  return { request, result, progress, ended: () => ends };
}

export interface FakeXhr extends EventTarget {
  readonly headers: Record<string, string>;
  readonly isAborted: boolean;
  url: string;
  responseType: string;
  progress(loaded: number): void;
  answer(status: number, response: unknown, text?: string): void;
}

/** The browser's own, answered by the test. */
export function createFakeXhr(): FakeXhr {
  const headers: Record<string, string> = {};
  const set = (state: number) => {
    xhr.readyState = state;
    xhr.dispatchEvent(new Event("readystatechange"));
  };
  const xhr = Object.assign(new EventTarget(), {
    ...{ headers, isAborted: false, url: "", responseType: "", responseURL: "" },
    ...{ readyState: 0, status: 0, withCredentials: false },
    response: null,
    responseText: "",
    open(_method: string, url: string) {
      xhr.url = url;
      xhr.readyState = 1;
    },
    setRequestHeader(name: string, value: string) {
      headers[name] = value;
    },
    getResponseHeader: () => null,
    getAllResponseHeaders: () => "",
    overrideMimeType: () => undefined,
    send: () => undefined,
    abort() {
      if (xhr.readyState === 4) return;
      xhr.isAborted = true;
      set(4);
      for (const type of ["abort", "loadend"]) xhr.dispatchEvent(new Event(type));
      xhr.readyState = 0;
    },
    progress(loaded: number) {
      xhr.dispatchEvent(Object.assign(new Event("progress"), { loaded, total: 0 }));
    },
    answer(status: number, response: unknown, text = "") {
      Object.assign(xhr, { status, response, responseText: text, responseURL: xhr.url });
      set(4);
      for (const type of ["load", "loadend"]) xhr.dispatchEvent(new Event(type));
    },
  });
  return xhr;
}

/** `tech.vhs.xhr`: hooks as VHS keeps them. */
export function createVhsXhr(): VhsXhr & { call(request: VhsRequest): VhsRequest } {
  const hooks = new Set<RequestHook>();
  return {
    get _requestCallbackSet() {
      return hooks;
    },
    onRequest: (hook) => void hooks.add(hook),
    offRequest: (hook) => void hooks.delete(hook),
    call(request) {
      let current = request;
      for (const hook of hooks) current = hook(current) ?? current;
      return current;
    },
  };
}

/** Sends a request by the browser's own object, and lets `act` answer it. */
export function sendFake(request: VhsRequest, act: (xhr: FakeXhr) => void): void {
  const xhr = createFakeXhr();
  xhr.url = request.uri;
  request.beforeSend?.(xhr as unknown as XMLHttpRequest);
  act(xhr);
}
