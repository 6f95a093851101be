import { fakeBody, fakeQueue } from "@swarmlane/testkit";
import { createBrowserReceiver, createInspector } from "@statelyai/inspect";
import type { StatelyInspectionEvent } from "@statelyai/inspect";
import { expect, test } from "vitest";
import { createMachine } from "xstate";
import { createFeedScene } from "../feed/feed-scene.fake.ts";
import { segmentDefinition } from "../synthetic/machines.fake.ts";
import { createSyntheticSession } from "../synthetic/synthetic-session.fake.ts";
import { createStatelyAdapter, toConfig } from "./to-stately.ts";

/** What both agree on: who, and what happened to it. Effects' states are XState's own business. */
function gist(event: StatelyInspectionEvent): string | undefined {
  if (event.type === "@xstate.actor") return undefined;
  if (event.type === "@xstate.event") {
    const { type } = event.event;
    return /^(xstate|done|error|after)[.:]/.test(type) ? undefined : `${event.sessionId} ${type}`;
  }
  const value = (event.snapshot as { value?: unknown }).value;
  return value === undefined ? undefined : `${event.sessionId} = ${leaves(value).join()}`;
}

/** Whatever the order of the regions. */
function leaves(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [String(value)];
  return Object.entries(value)
    .flatMap(([name, inner]) => leaves(inner).map((leaf) => `${name}.${leaf}`))
    .sort();
}

function withoutRepeats(lines: readonly (string | undefined)[]): string[] {
  const last = new Map<string, string>();
  return lines.filter((line): line is string => {
    if (line === undefined) return false;
    const [actor = "", sign] = line.split(" ");
    if (sign !== "=") return true;
    const isNew = last.get(actor) !== line;
    last.set(actor, line);
    return isNew;
  });
}

test("Stately's inspector, shown the same engine, tells the same events and states in the same order", async () => {
  const theirs: StatelyInspectionEvent[] = [];
  const inspector = createInspector({ send: (event) => void theirs.push(event) });
  const scene = createFeedScene({ alsoInspect: (event) => inspector.inspect.next?.(event) });
  const watcher = scene.watch();
  await scene.load(fakeQueue(2));
  scene.ports.http.find("m+V0+0").respond(fakeBody(1));
  scene.ports.http.find("m+V0+1").fail();
  await scene.ports.clock.advance(1000);

  const convert = createStatelyAdapter(createSyntheticSession({ seconds: 0 }).session);
  const ours = watcher.recording.messages.flatMap(convert) as StatelyInspectionEvent[];
  // It works through what it was shown in tasks of its own.
  await expect.poll(() => withoutRepeats(theirs.map(gist))).toEqual(withoutRepeats(ours.map(gist)));
  expect(ours.map(gist)).toContainEqual(expect.stringMatching(/^x:\d+ = cached$/));
});

test("Stately's receiver takes our events", () => {
  const listeners: ((event: { data: unknown }) => void)[] = [];
  const window = {
    opener: { postMessage: () => undefined },
    parent: { postMessage: () => undefined },
    addEventListener: (_: string, listener: (event: { data: unknown }) => void) =>
      listeners.push(listener),
    removeEventListener: () => undefined,
  };
  const received: StatelyInspectionEvent[] = [];
  createBrowserReceiver({ window: window as unknown as Window }).subscribe((event) =>
    received.push(event),
  );
  const { session, messages } = createSyntheticSession({ seconds: 2 });
  const events = messages.flatMap(createStatelyAdapter(session));
  for (const data of events) for (const listener of listeners) listener({ data });
  expect(events.length).toBeGreaterThan(100);
  expect(received).toEqual(events);
});

test("a definition is a config that XState takes", () => {
  const machine = createMachine(toConfig(segmentDefinition) as never);
  expect(Object.keys(machine.states)).toContain("validating");
  expect(machine.root.initial.target.map(({ id }) => id)).toEqual(["segment.queued"]);
});
