import { describe, expect, test } from "vitest";
import { createSyntheticSession } from "../synthetic/synthetic-session.fake.ts";
import { apply } from "./apply.ts";
import { createModel, type Model } from "./model.ts";
import { createRecording } from "./recording.ts";

const { messages } = createSyntheticSession({ segments: 30, peers: 6, seconds: 6 });

function replay(count: number): Model {
  const model = createModel();
  for (const message of messages.slice(0, count)) apply(model, message);
  return model;
}

describe("a seek shows what was known then", () => {
  const recording = createRecording({ snapshotEvery: 100 });
  recording.append(messages);
  const positions = [0, 1, 99, 100, 101, 1500, 250, 251, messages.length, 2999, 40];

  test.each(positions)("at message %i, wherever the seek before went", (position) => {
    expect(recording.modelAt(position)).toEqual(replay(position));
  });

  test("by time: everything up to that moment", () => {
    const position = recording.positionAt(2000);
    expect(messages[position - 1]?.t).toBeLessThanOrEqual(2000);
    expect(messages[position]?.t).toBeGreaterThan(2000);
    expect(recording.positionAt(-1)).toBe(0);
    expect(recording.positionAt(1e9)).toBe(messages.length);
  });
});

test("what is appended after a seek is in the newest model, and the sought one is as it was", () => {
  const recording = createRecording({ snapshotEvery: 100 });
  recording.append(messages.slice(0, 500));
  expect(recording.modelAt(250).n).toBe(250);
  recording.append(messages.slice(500));
  expect(recording.latest()).toEqual(replay(messages.length));
  expect(recording.modelAt(250)).toEqual(replay(250));
});

test("the oldest messages are forgotten, what they led to is not", () => {
  const recording = createRecording({ snapshotEvery: 100, most: 1000 });
  for (const message of messages) recording.append([message]);
  expect(recording.messages.length).toBeLessThanOrEqual(1100);
  expect(recording.forgotten + recording.messages.length).toBe(messages.length);
  expect(recording.modelAt(0)).toEqual(replay(recording.forgotten));
  expect(recording.latest()).toEqual(replay(messages.length));
});

test("messages about what was never introduced change nothing", () => {
  const model = createModel();
  const stray = { n: 1, t: 1, actor: "x:9" } as const;
  apply(model, { ...stray, type: "event", name: "a" });
  apply(model, { ...stray, type: "snapshot", facts: {} });
  apply(model, { ...stray, type: "end", how: "done" });
  expect(model).toEqual({ ...createModel(), n: 1, t: 1 });
});
