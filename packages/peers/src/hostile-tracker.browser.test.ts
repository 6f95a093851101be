import { afterEach, beforeEach, expect, inject, test, vi } from "vitest";
import type { ErrorCode } from "@swarmlane/contract";
import type {} from "@swarmlane/testkit";
import type { HubPage } from "./testing/hub-page.fake.ts";
import {
  endPages,
  meet,
  newSwarm,
  offersOfPage,
  openPage,
  patience,
} from "./testing/hub-party.fake.ts";
import { takeCensus } from "./testing/platform-census.fake.ts";
import type { PlatformCensus } from "./testing/platform-census.fake.ts";

const trackerUrl = inject("trackerUrl");
const evilTrackerUrl = inject("evilTrackerUrl");
let census: PlatformCensus;

beforeEach(() => {
  census = takeCensus();
});

afterEach(() => {
  endPages();
  vi.restoreAllMocks();
  census.end();
});

async function expectWarning(page: HubPage, code: ErrorCode): Promise<void> {
  await vi.waitFor(
    () => expect(page.warnings.map((error) => error.code)).toContain(code),
    patience,
  );
}

test("answers to offers that were withdrawn are ignored", async () => {
  const page = openPage({
    settings: { trackerAnnounce: [`${evilTrackerUrl}/dead-answer`] },
    limits: { connectTimeout: 400 },
  });
  page.hub.setSwarm(newSwarm());
  await vi.waitFor(() => expect(page.count("connection/opened")).toBe(offersOfPage), patience);
  await vi.waitFor(() => expect(page.count("connection/closed")).toBe(offersOfPage), patience);
  expect(page.count("connection/admit")).toBe(0);
});

test("a flood of offers stays within the connection budget and causes one warning", async () => {
  const limits = { pendingPeers: 4, connectionsBurst: 6 };
  const settings = { trackerAnnounce: [`${evilTrackerUrl}/offer-flood`] };
  const page = openPage({ settings, limits });
  page.hub.setSwarm(newSwarm());
  await expectWarning(page, "PEER_BUDGET_EXCEEDED");
  expect(census.connectionsBuilt).toBeLessThanOrEqual(6);
  expect(page.warnings.filter(({ code }) => code === "PEER_BUDGET_EXCEEDED")).toHaveLength(1);
});

test("a tracker that sends our own offers back gets no answer", async () => {
  const page = openPage({ settings: { trackerAnnounce: [`${evilTrackerUrl}/echo`, trackerUrl] } });
  await meet(newSwarm(), page, openPage());
  const answered = census.sent.filter((frame) => frame.includes('"answer"'));
  const toOurselves = answered.map(
    (frame) => JSON.parse(frame) as { peer_id: string; to_peer_id: string },
  );
  expect(toOurselves.filter((frame) => frame.peer_id === frame.to_peer_id)).toEqual([]);
});

const badTrackers: [script: string, code: ErrorCode][] = [
  ["null", "TRACKER_BAD_MESSAGE"],
  ["garbage", "TRACKER_BAD_MESSAGE"],
  ["huge", "TRACKER_BAD_MESSAGE"],
  ["wrong-types", "TRACKER_BAD_MESSAGE"],
  ["failure", "TRACKER_ERROR"],
  ["kill", "TRACKER_ERROR"],
  ["refuse", "TRACKER_ERROR"],
];

test.for(badTrackers)(
  "a tracker with the fault %s causes a warning, and peers meet at another one",
  async ([script, code]) => {
    const trackerAnnounce = [`${evilTrackerUrl}/${script}`, trackerUrl];
    const page = openPage({ settings: { trackerAnnounce } });
    await meet(newSwarm(), page, openPage());
    await expectWarning(page, code);
    expect(page.warnings.filter((error) => error.code === code)).toHaveLength(1);
  },
);

test.for([
  "silence",
  "wrong-hash",
  "duplicate-ids",
  "bad-sdp",
  "interval?value=0.001",
  "interval?value=1e7",
])(
  "a tracker with the fault %s does not prevent peers from meeting at another one",
  async (script) => {
    const trackerAnnounce = [`${evilTrackerUrl}/${script}`, trackerUrl];
    const page = openPage({ settings: { trackerAnnounce } });
    await meet(newSwarm(), page, openPage());
    expect(census.connectionsBuilt).toBeLessThan(25);
  },
);

test("we announce again after each time that a tracker cuts the connection", async () => {
  const page = openPage({
    settings: { trackerAnnounce: [`${evilTrackerUrl}/kill`] },
    limits: { trackerReconnectMin: 20 },
  });
  page.hub.setSwarm(newSwarm());
  await vi.waitFor(() => {
    const started = census.sent.filter((frame) => frame.includes('"event":"started"'));
    expect(started.length).toBeGreaterThan(2);
  }, patience);
});
