import { expect, test } from "vitest";
import { recordingOf } from "../model/recording-of.ts";
import { parseSessionFile, writeSessionFile } from "../session-file.ts";
import { createSyntheticSession } from "./synthetic-session.fake.ts";

const options = { segments: 60, peers: 50, eventsPerSecond: 500, seconds: 20 };

test("a synthetic session is the same every time", () => {
  expect(createSyntheticSession(options)).toEqual(createSyntheticSession(options));
});

test("a synthetic session has the requested contents, and can be saved and read", () => {
  const session = createSyntheticSession(options);
  expect(session.messages).toHaveLength(10_000);
  const file = parseSessionFile(writeSessionFile(session));
  expect(file).toMatchObject({ ok: true, value: { messages: session.messages } });

  const model = recordingOf(session).latest();
  expect(model.segments.size).toBe(60);
  expect(model.peers.size).toBe(50);
  const states = new Set([...model.segments.values()].map(({ state }) => state));
  expect(states).toContain("cached");
  expect(model.taken.get("segment")?.size).toBeGreaterThan(5);
  expect([...model.peers.values()].some(({ announced }) => announced.size > 0)).toBe(true);
});
