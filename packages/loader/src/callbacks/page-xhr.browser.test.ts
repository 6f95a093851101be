import { expect, inject, it, vi } from "vitest";
import type { XhrRequest } from "@swarmlane/contract";
import { createPageXhr } from "./page-xhr.ts";

const origin = inject("originUrl");
const request = (path: string, rangeHeader?: string): XhrRequest => ({
  requestId: 1,
  segment: {} as XhrRequest["segment"],
  url: `${origin}${path}`,
  rangeHeader,
});
const bytes = "/bytes/a?size=50000";

it("sends the Range header, and hands the request over opened", async () => {
  const setup = vi.fn((xhr: XMLHttpRequest) => xhr.setRequestHeader("X-Mine", "1"));
  const xhr = createPageXhr({ setup: () => setup, onProgress: () => undefined });
  const { status, contentRange, data } = await xhr.send(request(bytes, "bytes=10-19"));
  expect(status).toBe(206);
  expect(contentRange).toBe("bytes 10-19/50000");
  expect(data.byteLength).toBe(10);
  expect(setup).toHaveBeenCalledWith(expect.any(XMLHttpRequest), `${origin}${bytes}`);
});

it("reports progress that adds up", async () => {
  let sum = 0;
  const xhr = createPageXhr({ setup: () => undefined, onProgress: (_id, more) => (sum += more) });
  await xhr.send(request(bytes));
  expect(sum).toBe(50_000);
});

it("takes any status for an answer", async () => {
  const xhr = createPageXhr({ setup: () => undefined, onProgress: () => undefined });
  expect(await xhr.send(request(`${bytes}&fault=status:404`))).toMatchObject({
    status: 404,
    contentRange: null,
  });
});

it.each([
  ["HTTP_ERROR", "the connection breaks", `${bytes}&fault=reset`, () => undefined],
  ["HTTP_ERROR", "CORS forbids it", `${bytes}&fault=no-cors`, () => undefined],
  [
    "HTTP_TIMEOUT",
    "the caller's timeout passes",
    `${bytes}&fault=silence`,
    (xhr: XMLHttpRequest) => void (xhr.timeout = 50),
  ],
  [
    "CALLBACK_FAILED",
    "xhrSetup throws",
    bytes,
    () => {
      throw new Error("mine");
    },
  ],
  ["CALLBACK_FAILED", "xhrSetup rejects", bytes, () => Promise.reject(new Error("mine"))],
  [
    "CALLBACK_FAILED",
    "xhrSetup changes the type of the response",
    bytes,
    (xhr: XMLHttpRequest) => void (xhr.responseType = "text"),
  ],
])("rejects with %s when %s", async (code, _what, path, setup) => {
  const xhr = createPageXhr({ setup: () => setup, onProgress: () => undefined });
  await expect(xhr.send(request(path))).rejects.toMatchObject({ code });
});

it("waits for an xhrSetup that takes its time, and sends nothing when the wait was in vain", async () => {
  let goOn: () => void = () => undefined;
  const pause = new Promise<void>((resolve) => (goOn = resolve));
  const setup = () => pause;
  const xhr = createPageXhr({ setup: () => setup, onProgress: () => undefined });
  const sent = [1, 2].map((requestId) => xhr.send({ ...request(bytes), requestId }));
  xhr.abort(2);
  goOn();
  await Promise.all([
    expect(sent[0]).resolves.toMatchObject({ status: 200 }),
    expect(sent[1]).rejects.toMatchObject({ code: "HTTP_ERROR", message: "aborted" }),
  ]);
});

it("ends a request that is no longer wanted", async () => {
  const xhr = createPageXhr({ setup: () => undefined, onProgress: () => undefined });
  const sent = xhr.send(request(`${bytes}&fault=silence`));
  xhr.abort(1);
  await expect(sent).rejects.toMatchObject({ code: "HTTP_ERROR", message: "aborted" });
});
