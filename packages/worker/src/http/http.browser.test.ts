import { expect, inject, test } from "vitest";
import { defaultLimits, type Limits, type XhrRequest, type XhrResponse } from "@swarmlane/contract";
import { fakeSegment, httpPortSuite } from "@swarmlane/testkit";
import { createPlatform } from "../platform.ts";
import { createFetchHttp } from "./fetch-http.adapter.ts";
import { createXhrHttp, type XhrHttp } from "./xhr-http.adapter.ts";

const { fetch, clock } = createPlatform();

function createByFetch(limits: Limits) {
  return createFetchHttp({ fetch, clock, limits, baseUrl: document.baseURI });
}

/** The page's part, as far as the adapter can tell. */
function createByXhr(limits: Limits): XhrHttp {
  const running = new Map<number, XMLHttpRequest>();
  const http = createXhrHttp({
    clock,
    limits,
    abort: (requestId) => running.get(requestId)?.abort(),
    send: async (request) => {
      const xhr = new XMLHttpRequest();
      running.set(request.requestId, xhr);
      return sendXhr(xhr, request, (bytes) => http.progress(request.requestId, bytes));
    },
  });
  return http;
}

function sendXhr(
  xhr: XMLHttpRequest,
  { url, rangeHeader }: XhrRequest,
  onBytes: (bytes: number) => void,
): Promise<XhrResponse> {
  return new Promise((resolve, reject) => {
    let reported = 0;
    xhr.open("GET", url);
    xhr.responseType = "arraybuffer";
    if (rangeHeader !== undefined) xhr.setRequestHeader("Range", rangeHeader);
    xhr.onprogress = ({ loaded }) => {
      onBytes(loaded - reported);
      reported = loaded;
    };
    xhr.onerror = xhr.onabort = () => reject(new Error("failed"));
    xhr.onload = () =>
      resolve({
        status: xhr.status,
        contentRange: xhr.getResponseHeader("Content-Range"),
        responseUrl: xhr.responseURL,
        data: xhr.response as ArrayBuffer,
      });
    xhr.send();
  });
}

httpPortSuite("fetch in a page", () => ({
  originUrl: inject("originUrl"),
  create: createByFetch,
}));
httpPortSuite("XMLHttpRequest in a page", () => ({
  originUrl: inject("originUrl"),
  create: createByXhr,
}));

test.each([
  ["fetch", createByFetch],
  ["XMLHttpRequest", createByXhr],
])("%s: an origin without CORS is a network error", async (_name, create) => {
  const pending = create(defaultLimits).get(
    {
      segment: fakeSegment(1),
      url: `${inject("originUrl")}/bytes/a?size=10&fault=no-cors`,
      range: undefined,
      partial: undefined,
      expectedSize: undefined,
    },
    () => undefined,
    new AbortController().signal,
  );
  await expect(pending).rejects.toMatchObject({ code: "HTTP_ERROR" });
});
