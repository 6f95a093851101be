import type { HostOptions, InspectMessage, PageMessage } from "@swarmlane/contract";
import { afterEach, expect, test, vi } from "vitest";
import { mergeSettings } from "../settings/merge-settings.ts";
import type { HybridLoaderOptions } from "../settings/settings.ts";
import { createInspection } from "./inspection.ts";

const briefed = {} as HostOptions;

function createScene(given: HybridLoaderOptions, feedUrl = () => Promise.resolve("blob:feed")) {
  const posted: PageMessage[] = [];
  const transferred: Transferable[] = [];
  const warnings: string[] = [];
  const inspection = createInspection({
    settings: mergeSettings(given),
    feedUrl: vi.fn(feedUrl),
    title: () => "https://site.test/",
    post(message, transfer = []) {
      posted.push(message);
      transferred.push(...transfer);
    },
    warn: ({ code }) => void warnings.push(code),
  });
  const starts = () =>
    posted.filter(
      (message): message is Extract<InspectMessage, { type: "inspect/start" }> =>
        message.type === "inspect/start",
    );
  return { inspection, posted, transferred, warnings, starts };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

function visit(search: string): void {
  vi.stubGlobal("location", { search });
}

afterEach(() => vi.unstubAllGlobals());

test("off: a host hears nothing of it", async () => {
  const { inspection, posted } = createScene({});
  expect(inspection.brief(briefed)).toBe(briefed);
  inspection.warned({ code: "TRACKER_ERROR", message: "" });
  await settle();
  expect(posted).toEqual([]);
});

test("on by setting: each host is asked, and is told so in advance", async () => {
  const { inspection, starts } = createScene({ inspect: true });
  await settle();
  const before = starts().length;
  expect(inspection.brief(briefed).inspect).toBe(true);
  await settle();
  expect(inspection.brief(briefed).inspect).toBe(true);
  await settle();
  expect(starts().length - before).toBe(2);
  expect(starts()[0]?.request).toMatchObject({
    ...{ feedUrl: "blob:feed", title: "https://site.test/", redact: "tokens" },
  });
});

test.each([
  ["asks for it", "?p2pml-inspect", undefined, true],
  ["asks for it among others", "?a=1&p2pml-inspect=1", undefined, true],
  ["asks for something else", "?p2pml-inspection", undefined, false],
  ["asks, and the page forbids it", "?p2pml-inspect", false, false],
])("an address that %s", async (_, search, inspect, isOn) => {
  visit(search);
  const { inspection } = createScene({ inspect });
  await settle();
  expect(inspection.brief(briefed).inspect).toBe(isOn ? true : undefined);
});

test("what is told of the settings is plain: functions and objects only that they are there", async () => {
  const { inspection, starts } = createScene({
    inspect: { redact: "all", relay: "ws://127.0.0.1:1/k" },
    segmentValidator: () => Promise.resolve(),
    rtcConfig: { iceServers: [{ urls: "turn:a", credential: "secret" }] },
  });
  inspection.brief(briefed);
  await settle();
  const request = starts()[0]?.request;
  expect(request).toMatchObject({ redact: "all", relay: "ws://127.0.0.1:1/k" });
  expect(request?.settings).toMatchObject({ segmentValidator: true, rtcConfig: true });
  expect(() => structuredClone(request)).not.toThrow();
});

test("a reader's port waits for a host, and is handed over once", async () => {
  const { inspection, transferred } = createScene({});
  const { port1 } = new MessageChannel();
  inspection.start({ port: port1 });
  await settle();
  expect(transferred).toEqual([]);
  inspection.brief(briefed);
  inspection.brief(briefed);
  await settle();
  expect(transferred).toEqual([port1]);
  port1.close();
});

test("turned off: the host is told, and the next one is not asked", async () => {
  const { inspection, posted } = createScene({});
  const stop = inspection.start();
  await settle();
  stop();
  expect(posted.at(-1)).toEqual({ type: "inspect/stop" });
  expect(inspection.brief(briefed)).toBe(briefed);
});

test("a feed that this build does not have is a warning", async () => {
  const { inspection, posted, warnings } = createScene({ inspect: true }, () =>
    Promise.reject(new Error("no feed")),
  );
  inspection.brief(briefed);
  await settle();
  expect(warnings).toEqual(["INSPECT_FAILED"]);
  expect(posted).toEqual([{ type: "inspect/stop" }]);
});

test("on, off and on again: the same host is asked again, and nothing of the first time remains", async () => {
  const { inspection, posted, warnings } = createScene({});
  inspection.brief(briefed);
  const stop = inspection.start();
  await settle();
  stop();
  inspection.start({ redact: "all" });
  await settle();
  const said = posted.map((message) =>
    message.type === "inspect/start" ? message.request.redact : message.type,
  );
  expect(said).toEqual(["tokens", "inspect/stop", "all"]);
  expect(warnings).toEqual([]);
});
