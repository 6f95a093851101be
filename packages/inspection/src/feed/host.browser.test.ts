import { expect, inject, test } from "vitest";
import {
  defaultEngineSettings,
  defaultLimits,
  laneVersion,
  type HostInit,
  type InspectRequest,
  type LoadCall,
  type PeerId,
} from "@swarmlane/contract";
import { broadcastLink } from "../links/broadcast.link.ts";
import { createRecording } from "../model/recording.ts";
import { createReader } from "../reader/reader.ts";

const feedUrl = new URL("../feed.ts", import.meta.url).href;
const request: InspectRequest = { feedUrl, title: "A page", redact: "tokens", settings: {} };

/** A worker's modules come one by one from the test's server. */
const patience = { timeout: 10_000 };

function eventually<T>(read: () => T) {
  return expect.poll(read, patience);
}

/** A real worker host. Its lane is spoken by hand: arrays of messages, Comlink's own for calls. */
function startWorker() {
  const worker = new Worker(new URL("../../../worker/src/worker-entry.ts", import.meta.url), {
    type: "module",
  });
  const { port1: lane, port2 } = new MessageChannel();
  const init: HostInit = { type: "p2pml/init", version: laneVersion };
  worker.postMessage(init, [port2]);
  const said: { type: string }[] = [];
  lane.onmessage = ({ data }: MessageEvent<{ type: string }[]>) => void said.push(...data);
  let calls = 0;
  return {
    worker,
    said,
    post: (message: unknown, transfer: Transferable[] = []) => lane.postMessage(message, transfer),
    call: (method: string, argument: unknown) => {
      const value = { type: "RAW", value: argument };
      const message = { id: String(++calls), type: "APPLY", path: [method], argumentList: [value] };
      lane.postMessage({ type: "control", message });
    },
  };
}

function startOptions(inspect: boolean) {
  return {
    settings: { ...defaultEngineSettings },
    limits: defaultLimits,
    peerId: "ab".repeat(20) as PeerId,
    baseUrl: `${inject("originUrl")}/bytes/`,
    callbacks: { validate: false, buildUrl: false, xhr: false, storage: false },
    debug: "",
    inspect,
  };
}

/** A load as the page sends it first: the whole queue. */
function loadOf(count: number): LoadCall {
  const segments = Array.from({ length: count }, (_, n) => ({
    ...{ id: `m+V0+${n}`, url: `segment-${n}?size=5000&token=secret`, masterSwarmId: "m" },
    ...{ masterManifestUri: "https://a.test/m", streamId: "V0", sequence: String(n) },
    ...{ range: undefined, priority: n },
  }));
  const change = { number: 1, base: undefined, parts: [{ segments }] };
  return { change, streamSwarmId: "m+V0", delivered: [], expectsPeers: false };
}

function watch(open = broadcastLink()) {
  const recording = createRecording();
  const sessions: string[] = [];
  const refused: string[] = [];
  const reader = createReader(open, {
    onSession({ session }) {
      sessions.push(session);
      if (recording.messages.length === 0) reader.attach(session);
    },
    onSessionEnd: (session) => void sessions.push(`end ${session}`),
    onMessages({ base, messages }) {
      if (base !== undefined) {
        recording.clear();
        recording.append(base);
      }
      recording.append(messages);
    },
    onRefused: ({ message }) => void refused.push(message),
  });
  const states = (): string[] =>
    recording.messages.flatMap((each) =>
      each.type === "segment" && each.segment === " m+V0+0" ? [each.state] : [],
    );
  return { reader, recording, sessions, refused, states };
}

test("a worker that is inspected from its start tells a segment's whole life over a BroadcastChannel", async () => {
  const { worker, call, post } = startWorker();
  const watcher = watch();
  call("start", startOptions(true));
  call("load", loadOf(2));
  post({ type: "inspect/start", request });
  await eventually(watcher.states).toEqual(["queued", "http", "validating", "cached"]);
  const { recording, refused } = watcher;
  expect(refused).toEqual([]);
  expect(recording.messages.map(({ type }) => type)).toContain("decision");
  expect(JSON.stringify(recording.messages)).not.toContain("token=secret");
  watcher.reader.close();
  worker.terminate();
});

test("inspection that begins later sees what is, over a port that the page hands over, and ends with the host", async () => {
  const { worker, said, call, post } = startWorker();
  call("start", startOptions(false));
  call("load", loadOf(1));
  await eventually(() => said.map(({ type }) => type)).toContain("segment/loaded");
  const { port1, port2 } = new MessageChannel();
  const { portLink } = await import("../links/port.link.ts");
  const watcher = watch(portLink(port1));
  post({ type: "inspect/start", request, port: port2 }, [port2]);
  await eventually(watcher.states).toEqual(["cached"]);
  call("destroy", undefined);
  await eventually(() => watcher.sessions.some((each) => each.startsWith("end"))).toBe(true);
  watcher.reader.close();
  worker.terminate();
});

test("a feed whose code cannot be loaded causes a warning, and the segment is delivered", async () => {
  const { worker, said, call, post } = startWorker();
  call("start", startOptions(true));
  post({ type: "inspect/start", request: { ...request, feedUrl: "https://127.0.0.1:1/no.js" } });
  call("load", loadOf(1));
  await eventually(() => said.map(({ type }) => type)).toContain("segment/loaded");
  await eventually(() => JSON.stringify(said)).toContain("INSPECT_FAILED");
  worker.terminate();
});
