/**
 * `httpRequestSetup` of 2.x by the callbacks of `HybridLoader`: the address, the headers and the credentials mode of the
 * request that it makes. The page sends the requests then.
 */
import type { StreamConfig } from "./config-types.ts";
import { rangeOf, type MappedSettings } from "./mapped-settings.ts";

type RequestCallbacks = Partial<Pick<MappedSettings, "segmentUrlBuilder" | "xhrSetup">>;

/** Requests that were made and not sent yet. */
const memory = 50;

export function createRequestSetup(setup: StreamConfig["httpRequestSetup"]): RequestCallbacks {
  if (setup === undefined) return {};
  const requests = new Map<string, Request>();
  return {
    async segmentUrlBuilder({ url, range }) {
      const byteRange = rangeOf(range);
      const request = await setup(url, byteRange, new AbortController().signal, byteRange);
      if (request === undefined || request === null) return url;
      requests.set(request.url, request);
      if (requests.size > memory)
        for (const old of requests.keys()) if (requests.delete(old)) break;
      return request.url;
    },
    xhrSetup(xhr, url) {
      const request = requests.get(url);
      if (request === undefined) return;
      xhr.withCredentials = request.credentials === "include";
      request.headers.forEach((value, name) => {
        // The loader knows better which bytes are missing.
        if (name !== "range") xhr.setRequestHeader(name, value);
      });
    },
  };
}
