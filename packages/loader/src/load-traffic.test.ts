/** What crosses the lane when a player repeats its queue, and when nothing happens. */
import { afterEach, describe, expect, it } from "vitest";
import { defaultLimits, type LoadCall, type QueuePart } from "@swarmlane/contract";
import { Segment } from "./segments/segment.ts";
import { createTestPage, type TestPage, type TestPageOptions } from "./testing/test-page.fake.ts";

const pages: TestPage[] = [];

function openPage(options?: TestPageOptions): TestPage {
  const page = createTestPage({}, options);
  pages.push(page);
  return page;
}

afterEach(async () => {
  for (const page of pages.splice(0)) await page.close();
});

/** New objects each time, as players make them. */
const queueFrom = (first: number, count: number): Segment[] =>
  Array.from({ length: count }, (_, priority) => {
    const number = first + priority;
    return new Segment(`${number}`, `https://cdn.example/${number}`, undefined, priority);
  });

const brought = (part: QueuePart): string[] =>
  "segments" in part ? part.segments.map(({ id }) => id) : [];
const sent = (calls: readonly LoadCall[]): string[][] =>
  calls.map(({ change }) => change.parts.flatMap(brought));
const loaded = (page: TestPage) => page.host.loads.at(-1)?.queue;

describe.each(["in a worker", "on the page"] as const)("a host %s", (place) => {
  const options: TestPageOptions = place === "on the page" ? { workers: "none" } : {};

  it("is sent one segment by a load() that changes one, not the queue", async () => {
    const page = openPage(options);
    await page.loader.load(queueFrom(0, 50), "swarm");
    const next = queueFrom(0, 50);
    next[7] = new Segment("7", "https://other.example/7", undefined, 7);
    await page.loader.load(next, "swarm");
    await page.settle();
    expect(page.host.kind).toBe(place === "on the page" ? "page" : "worker");
    expect(sent(page.host.loadCalls).slice(1)).toEqual([["7"]]);
    expect(loaded(page)?.map(({ url }) => url)).toEqual(next.map(({ url }) => url));
  });

  it("is sent one segment by a load() with which the player moves on by one", async () => {
    const page = openPage(options);
    for (const first of [0, 1, 2]) await page.loader.load(queueFrom(first, 50), "swarm");
    await page.settle();
    expect(sent(page.host.loadCalls).slice(1)).toEqual([["50"], ["51"]]);
    expect(loaded(page)).toMatchObject(
      queueFrom(2, 50).map(({ id, priority }) => ({ id, priority })),
    );
  });

  it("is sent the whole queue after destroy()", async () => {
    const page = openPage(options);
    await page.loader.load(queueFrom(0, 3), "swarm");
    await page.loader.destroy();
    await page.loader.load(queueFrom(0, 3), "swarm");
    await page.settle();
    expect(sent(page.host.loadCalls)).toEqual([["0", "1", "2"]]);
  });
});

it("the next worker is sent the whole queue, and what was delivered, once", async () => {
  const page = openPage();
  await page.loader.load(queueFrom(0, 3), "swarm");
  await page.settle();
  page.host.deliver("0");
  await page.settle();
  page.host.crash("thrown");
  await page.settle();
  await page.loader.load(queueFrom(0, 4), "swarm");
  await page.settle();
  expect(page.hosts).toHaveLength(2);
  expect(sent(page.host.loadCalls)).toEqual([["0", "1", "2"], ["3"]]);
  expect(page.host.loads.map(({ delivered }) => delivered)).toEqual([[" 0"], []]);
});

it("a host that does not know the queue before is sent the newest one whole", async () => {
  const page = openPage();
  await page.loader.load(queueFrom(0, 3), "swarm");
  await page.settle();
  page.host.forgetQueue();
  await page.loader.load(queueFrom(1, 3), "swarm");
  await page.loader.load(queueFrom(2, 3), "another swarm");
  // The answer, and what follows from it.
  for (let turn = 0; turn < 2; turn += 1) await page.settle();
  expect(loaded(page)?.map(({ id }) => id)).toEqual(["2", "3", "4"]);
  expect(page.host.loads.at(-1)?.streamSwarmId).toBe("another swarm");
  expect(page.events.filter(([name]) => name === "warning")).toEqual([]);
  await page.loader.load(queueFrom(3, 3), "another swarm");
  await page.settle();
  expect(sent(page.host.loadCalls).at(-1)).toEqual(["5"]);
});

it("an idle loader sends its worker a ping with each heartbeat, and nothing else", async () => {
  const page = openPage();
  await page.loader.load(queueFrom(0, 3), "swarm");
  await page.settle();
  page.host.say({ type: "peer/connected", peerId: "a".repeat(40) as never, remoteAddress: "" });
  for (const id of ["0", "1", "2"]) page.host.deliver(id);
  await page.settle();
  // What a first segment sets off is over.
  await page.clock.advance(0);
  await page.settle();
  const { calls, notices } = page.host;
  const before = { calls: calls.length, notices: notices.length, fired: page.clock.fired };
  const beats = 20;
  for (let beat = 0; beat < beats; beat += 1) {
    await page.clock.advance(defaultLimits.heartbeat);
    await page.settle();
  }
  expect(calls.slice(before.calls)).toEqual(Array.from({ length: beats }, () => "ping"));
  expect(notices.length).toBe(before.notices);
  expect(page.clock.fired - before.fired).toBe(beats);
});
