import type { ErrorInfo } from "@swarmlane/contract";
import { expect, test } from "vitest";
import { createFeedScene } from "./feed-scene.fake.ts";

async function scene() {
  const made = createFeedScene();
  const watcher = made.watch();
  await made.load([]);
  const { clock } = made.ports;
  const warn = (error: ErrorInfo) =>
    made.feed.observe(clock.now(), { of: "engine", event: { type: "warning", error } });
  return { ...made, ...watcher, clock, warn };
}

test("trackers: what they counted, how often they answered, and their errors", async () => {
  const { feed, clock, warn, of } = await scene();
  const message = { type: "tracker/update", complete: 3, incomplete: 2 } as const;
  feed.observe(clock.now(), { of: "page", message });
  warn({ code: "TRACKER_ERROR", message: "wss://t.test/a?key=secret failed" });
  await clock.advance(500);
  const [answer, failure] = of("tracker");
  expect(answer).toMatchObject({ complete: 3, incomplete: 2, answers: 1 });
  expect(failure).toMatchObject({ complete: 3, error: { code: "TRACKER_ERROR" } });
  expect(of("warning")).toHaveLength(1);
  expect(JSON.stringify(of("tracker"))).not.toContain("secret");
});

test("the settings in force, from the page and the engine, and again when they change", async () => {
  const { engine, clock, of } = await scene();
  await clock.advance(500);
  expect(of("settings")[0]?.settings).toMatchObject({ worker: true, simultaneousP2PDownloads: 3 });
  engine.configure({ simultaneousP2PDownloads: 1 });
  await clock.advance(1500);
  expect(of("settings").map(({ settings }) => settings["simultaneousP2PDownloads"])).toEqual([
    3, 1,
  ]);
});

test("a storage failure is reported once with its reason", async () => {
  const { clock, warn, of } = await scene();
  await clock.advance(500);
  warn({ code: "STORAGE_DEGRADED", message: "quota" });
  await clock.advance(2000);
  const failed = of("storage").filter(({ error }) => error !== undefined);
  expect(failed).toHaveLength(1);
  expect(failed[0]?.error).toEqual({ code: "STORAGE_DEGRADED", message: "quota" });
});
