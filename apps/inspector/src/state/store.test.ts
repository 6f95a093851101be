import { parseSessionFile } from "@swarmlane/inspection";
import { createSyntheticSession } from "@swarmlane/inspection/testing";
import { expect, test } from "vitest";
import { createEventFilter } from "./event-filter.ts";
import { createStore } from "./store.ts";

const content = createSyntheticSession({ segments: 40, peers: 4, seconds: 10 });

function open() {
  const store = createStore();
  store.open(content.session, "file");
  store.append(content.messages);
  return store;
}

test("begins at the end, goes back, and stays there while more comes", () => {
  const store = createStore();
  store.open(content.session, "live");
  store.append(content.messages.slice(0, 1000));
  expect(store.moment.value).toMatchObject({ isLive: true, position: 1000 });
  store.goToTime(1000);
  const { position } = store.moment.value;
  store.append(content.messages.slice(1000));
  expect(store.moment.value).toMatchObject({ isLive: false, position });
  store.step(3);
  expect(store.moment.value.position).toBe(position + 3);
  store.goLive();
  expect(store.moment.value.position).toBe(content.messages.length);
});

test("pausing keeps the moment, and pausing again lets go of it", () => {
  const store = open();
  const { t } = store.moment.value;
  store.togglePause();
  expect(store.moment.value).toMatchObject({ isLive: false, t });
  store.togglePause();
  expect(store.moment.value.isLive).toBe(true);
});

test("a segment brings its actor and its peer, a peer its own actor, an actor its segment", () => {
  const store = open();
  const loaded = [...store.moment.value.model.segments.values()].find(({ peer }) => peer);
  store.selectSegment(loaded?.key ?? "");
  const { actor, peer } = store.selection.value;
  expect({ actor, peer }).toEqual({ actor: loaded?.actor, peer: loaded?.peer });
  store.selectPeer(peer ?? "");
  expect(store.selection.value.segment).toBe(loaded?.key);
  expect(store.selection.value.actor).not.toBe(actor);
  store.clearSelection();
  store.selectActor(actor ?? "");
  expect(store.selection.value.segment).toBe(loaded?.key);
});

test("what is saved is what was opened", () => {
  const parsed = parseSessionFile(open().save() ?? "");
  expect(parsed.ok && parsed.value.messages).toEqual(content.messages);
});

test("events: kinds, search and what is chosen narrow the list, and the moment ends it", () => {
  const store = open();
  const filter = createEventFilter(store);
  const { messages } = store.recording;
  const list = () => filter.matching(store.moment.value.position).map((at) => messages[at]);
  filter.shown.value = new Set(["decisions"]);
  const decisions = list();
  expect(decisions.every((message) => message?.type === "decision")).toBe(true);
  filter.search.value = "REQUIRED (UP TO";
  expect(list().length).toBeGreaterThan(0);
  expect(list().length).toBeLessThan(decisions.length);
  filter.search.value = "";
  const [key] = store.moment.value.model.segments.keys();
  store.selectSegment(key ?? "");
  filter.about.value = "segment";
  expect(list().length).toBeGreaterThan(0);
  expect(list().every((message) => message?.type === "decision" && message.segment === key)).toBe(
    true,
  );
  filter.about.value = "anything";
  store.goToTime(3000);
  expect(list().every((message) => (message?.t ?? Infinity) <= 3000)).toBe(true);
  expect(list().length).toBeLessThan(decisions.length);
});
