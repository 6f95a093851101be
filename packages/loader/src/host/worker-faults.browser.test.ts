/** Our build with workers that cannot be had, or that die, in a real browser. */
import { afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import type { HybridLoaderOptions, SegmentFields } from "../index.ts";
import {
  ourBuild,
  ourScriptText,
  ourWorkerText,
  runScriptIn,
  segmentsAt,
  type Globals,
  type Loader,
} from "../compatibility/implementations.fake.ts";

const origin = inject("originUrl");
/** A Blob's address, which is of our own origin. */
let workerScript: string;
let globals: Globals;
const cleanups: (() => Promise<void> | void)[] = [];

beforeAll(async () => {
  globals = await ourBuild();
  workerScript = URL.createObjectURL(new Blob([await ourWorkerText()]));
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function createLoader(settings: HybridLoaderOptions, { p2pml } = globals): Loader {
  const loader = new p2pml.core.HybridLoader({ useP2P: false, ...settings });
  cleanups.push(() => loader.destroy());
  return loader;
}

/** Every worker that is constructed from now on. */
function watchWorkers(): Worker[] {
  const { Worker: Original } = globalThis;
  const workers: Worker[] = [];
  globalThis.Worker = class extends Original {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      workers.push(this);
    }
  };
  cleanups.push(() => {
    globalThis.Worker = Original;
  });
  return workers;
}

function warnings(loader: Loader): string[] {
  const codes: string[] = [];
  loader.on("warning", ({ code }) => void codes.push(code));
  return codes;
}

function loadOne(loader: Loader, name: string): Promise<SegmentFields> {
  const segments = segmentsAt(origin, "swarm", name);
  const loaded = new Promise<SegmentFields>((resolve) => {
    loader.on("segment_loaded", (segment) => {
      if (segment === segments[0]) resolve(segment);
    });
  });
  void loader.load(segments, "swarm");
  return loaded;
}

/** A worker of ours that also does as it is told. */
function obedientWorker(): string {
  const text = `importScripts(${JSON.stringify(workerScript)});
    addEventListener("message", ({ data }) => {
      if (data === "hang") for (;;);
      if (data === "throw") setTimeout(() => { throw new Error("told to"); });
    });`;
  const url = URL.createObjectURL(new Blob([text]));
  cleanups.push(() => URL.revokeObjectURL(url));
  return url;
}

describe("workers", () => {
  it.each([
    ["the embedded script", () => undefined],
    ["workerUrl on the same origin", () => workerScript],
  ])("run from %s", async (_what, workerUrl) => {
    const workers = watchWorkers();
    const loader = createLoader({ workerUrl: workerUrl() });
    const codes = warnings(loader);
    expect((await loadOne(loader, "a")).data?.byteLength).toBeGreaterThan(0);
    expect(workers).toHaveLength(1);
    expect(codes).toEqual([]);
  });

  it("are not even tried with worker: false", async () => {
    const workers = watchWorkers();
    const loader = createLoader({ worker: false });
    const codes = warnings(loader);
    await loadOne(loader, "a");
    expect(workers).toEqual([]);
    expect(codes).toEqual([]);
  });
});

describe("a worker that cannot be started causes a warning, and the page is used instead", () => {
  it.each([
    ["404 on another origin", () => `${inject("originCrossUrl")}/nothing.js`],
    ["no script on another origin", () => `${inject("originCrossUrl")}/bytes/a?size=1000`],
    [
      "HTML in place of a script",
      () => URL.createObjectURL(new Blob(["<html></html>"], { type: "text/html" })),
    ],
    ["an address that is none", () => "http://["],
    ["a script that says nothing", () => URL.createObjectURL(new Blob([""]))],
  ])("%s", async (_what, workerUrl) => {
    const loader = createLoader({ workerUrl: workerUrl(), limits: { workerHandshake: 500 } });
    const codes = warnings(loader);
    expect((await loadOne(loader, "a")).data?.byteLength).toBeGreaterThan(0);
    expect(codes).toEqual(["WORKER_UNAVAILABLE"]);
  });

  it("a policy that forbids workers", async () => {
    const frame = document.createElement("iframe");
    frame.srcdoc = `<meta http-equiv="Content-Security-Policy" content="worker-src 'none'">`;
    const ready = new Promise((resolve) => frame.addEventListener("load", resolve));
    document.body.append(frame);
    cleanups.push(() => frame.remove());
    await ready;
    const target = frame.contentWindow;
    if (target === null) throw new Error("no frame");
    const loader = createLoader({}, runScriptIn(target, await ourScriptText()));
    const codes = warnings(loader);
    expect((await loadOne(loader, "a")).data?.byteLength).toBeGreaterThan(0);
    expect(codes).toEqual(["WORKER_UNAVAILABLE"]);
  });
});

describe("a worker that dies is replaced, and the segments still wanted are delivered", () => {
  const limits = { heartbeat: 100, heartbeatMisses: 3 };

  it.each([
    ["terminated", (worker: Worker) => worker.terminate()],
    ["in an endless loop", (worker: Worker) => worker.postMessage("hang")],
    ["throwing", (worker: Worker) => worker.postMessage("throw")],
  ])("%s", async (_what, kill) => {
    const workers = watchWorkers();
    const loader = createLoader({ workerUrl: obedientWorker(), limits });
    const codes = warnings(loader);
    await loadOne(loader, "a");
    const [worker] = workers;
    if (worker === undefined) throw new Error("no worker");
    kill(worker);
    expect((await loadOne(loader, "b")).data?.byteLength).toBeGreaterThan(0);
    await expect.poll(() => codes).toEqual(["WORKER_LOST"]);
    expect(workers).toHaveLength(2);
    expect((await loadOne(loader, "c")).data?.byteLength).toBeGreaterThan(0);
  });
});

describe("a worker that is lost too often", () => {
  it("is replaced by HTTP on the page, and tried again after a while", async () => {
    const workers = watchWorkers();
    const limits = { heartbeat: 100, heartbeatMisses: 3, workerRestarts: 0, workerRetry: 2000 };
    const loader = createLoader({ workerUrl: obedientWorker(), limits });
    const codes = warnings(loader);
    await loadOne(loader, "a");
    workers[0]?.terminate();
    await expect.poll(() => codes).toEqual(["WORKER_LOST"]);
    expect((await loadOne(loader, "b")).data?.byteLength).toBeGreaterThan(0);
    await expect.poll(() => workers.length, { timeout: 5000 }).toBe(2);
    expect((await loadOne(loader, "c")).data?.byteLength).toBeGreaterThan(0);
    expect(codes).toEqual(["WORKER_LOST"]);
  });
});
