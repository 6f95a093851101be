import { afterAll, beforeAll, expect, test } from "vitest";
import { defaultLimits, type Limits, type XhrRequest, type XhrResponse } from "@swarmlane/contract";
import { createSimulatedClock, fakeBody, fakeSegment, httpPortSuite } from "@swarmlane/testkit";
import { startOrigin, type Origin } from "@swarmlane/testkit/node";
import { createPlatform } from "../platform.ts";
import { createXhrHttp, type XhrHttp } from "./xhr-http.adapter.ts";

let origin: Origin;
beforeAll(async () => {
  origin = await startOrigin();
});
afterAll(() => origin.close());

/** Node has no XMLHttpRequest: its `fetch` plays the page, with progress as the chunks come. */
function createOverFetch(limits: Limits): XhrHttp {
  const { clock } = createPlatform();
  const running = new Map<number, AbortController>();
  const http = createXhrHttp({
    ...{ clock, limits },
    abort: (requestId) => running.get(requestId)?.abort(),
    async send({ requestId, url, rangeHeader }) {
      const controller = new AbortController();
      running.set(requestId, controller);
      const response = await fetch(url, {
        signal: controller.signal,
        headers: rangeHeader === undefined ? {} : { Range: rangeHeader },
      });
      const chunks: Uint8Array<ArrayBuffer>[] = [];
      const reader = response.body?.getReader();
      for (
        let step = await reader?.read();
        step?.value !== undefined;
        step = await reader?.read()
      ) {
        chunks.push(step.value);
        http.progress(requestId, step.value.byteLength);
      }
      return {
        status: response.status,
        contentRange: response.headers.get("Content-Range"),
        responseUrl: response.url,
        data: await new Blob(chunks).arrayBuffer(),
      };
    },
  });
  return http;
}

httpPortSuite("requests through the page", () => ({
  originUrl: origin.url,
  create: createOverFetch,
}));

const url = "https://origin.test/1.ts";
const whole = { segment: fakeSegment(1), url, range: undefined, partial: undefined };
const request = { ...whole, expectedSize: undefined };

interface Sent {
  readonly request: XhrRequest;
  answer(response: Partial<XhrResponse>): void;
  refuse(reason: unknown): void;
}

function setup() {
  const clock = createSimulatedClock();
  const sent: Sent[] = [];
  const aborted: number[] = [];
  const http = createXhrHttp({
    clock,
    limits: defaultLimits,
    send: (request) =>
      new Promise((resolve, reject: (reason: unknown) => void) => {
        sent.push({
          request,
          refuse: reject,
          answer: (response) =>
            resolve({
              status: 200,
              contentRange: null,
              responseUrl: url,
              data: fakeBody(7, 1000).buffer,
              ...response,
            }),
        });
      }),
    abort: (requestId) => aborted.push(requestId),
  });
  const chunks: number[] = [];
  const controller = new AbortController();
  const get = (changes = {}) =>
    http.get({ ...request, ...changes }, (bytes) => chunks.push(bytes), controller.signal);
  return { clock, sent, aborted, http, chunks, controller, get };
}

test("the page is told what to ask for", async () => {
  const { sent, get } = setup();
  const pending = get({ range: "bytes=0-1999", partial: fakeBody(1, 1000) });
  expect(sent[0]?.request).toMatchObject({ url, rangeHeader: "bytes=1000-1999" });
  sent[0]?.answer({ status: 206, contentRange: "bytes 1000-1999/5000" });
  const { data } = await pending;
  expect(new Uint8Array(data)).toEqual(
    new Uint8Array([...fakeBody(1, 1000), ...fakeBody(7, 1000)]),
  );
});

test("progress adds up to the body, whatever the page reported", async () => {
  const { sent, http, chunks, get } = setup();
  const pending = get();
  http.progress(sent[0]?.request.requestId ?? 0, 400);
  sent[0]?.answer({});
  await pending;
  http.progress(sent[0]?.request.requestId ?? 0, 400);
  expect(chunks).toEqual([400, 600]);
});

test("an abort reaches the page, once, and its late answer nobody", async () => {
  const { sent, aborted, controller, chunks, get } = setup();
  const pending = get();
  controller.abort();
  await expect(pending).rejects.toMatchObject({ code: "HTTP_ERROR" });
  sent[0]?.answer({});
  await Promise.resolve();
  expect(aborted).toEqual([sent[0]?.request.requestId]);
  expect(chunks).toEqual([]);
});

test("silence ends at the deadline, and drips do not extend it", async () => {
  const { sent, http, aborted, clock, get } = setup();
  let outcome: unknown;
  get().catch((error: unknown) => (outcome = error));
  await clock.advance(defaultLimits.httpFirstByte - 1);
  http.progress(sent[0]?.request.requestId ?? 0, 1);
  for (let second = 0; second < 7; second += 1) {
    await clock.advance(1000);
    http.progress(sent[0]?.request.requestId ?? 0, 1);
  }
  expect(outcome).toBeUndefined();
  await clock.advance(1000);
  expect(outcome).toMatchObject({ code: "HTTP_TIMEOUT" });
  expect(aborted).toHaveLength(1);
  expect(clock.pending).toBe(0);
});

test("a finished request is not aborted on the page", async () => {
  const { sent, aborted, get } = setup();
  const pending = get();
  sent[0]?.answer({});
  await pending;
  expect(aborted).toEqual([]);
});

test("the page's own code survives, anything else is a network error", async () => {
  const first = setup();
  const throwing = first.get();
  first.sent[0]?.refuse({ code: "CALLBACK_FAILED", message: "xhrSetup threw" });
  await expect(throwing).rejects.toMatchObject({ code: "CALLBACK_FAILED" });
  const second = setup();
  const failing = second.get();
  second.sent[0]?.refuse(new Error("failed"));
  await expect(failing).rejects.toMatchObject({ code: "HTTP_ERROR" });
});

test("a body above the limit is refused", async () => {
  const { sent, get } = setup();
  const pending = get();
  sent[0]?.answer({ data: new ArrayBuffer(defaultLimits.segmentBytes + 1) });
  await expect(pending).rejects.toMatchObject({ code: "HTTP_TOO_LARGE" });
});
