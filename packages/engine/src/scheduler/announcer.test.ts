import { segmentKey, type SegmentInfo, type SegmentState } from "@swarmlane/contract";
import { fakeSegment } from "@swarmlane/testkit";
import { expect, test } from "vitest";
import type { Announcement } from "../actor-events.ts";
import { createStoreIndex } from "../storage/store-index.ts";
import { createAnnouncer } from "./announcer.ts";

const change = (info: SegmentInfo, state: SegmentState) => ({ key: segmentKey(info), state, info });

test("what is stored and what is being loaded is announced, once for each change", () => {
  const told: Announcement[] = [];
  const index = createStoreIndex();
  const announcer = createAnnouncer(index, (announcement) => told.push(announcement));
  const [stored, loading] = [fakeSegment(1), fakeSegment(2)];

  announcer.tell();
  announcer.note([change(loading, "queued")]);
  announcer.tell();
  expect(told).toEqual([]);
  announcer.note([change(loading, "http")]);
  announcer.tell();
  announcer.tell();
  index.add(stored);
  announcer.tell();
  announcer.note([change(loading, "validating")]);
  announcer.tell();
  expect(told).toEqual([
    { loaded: [], loadingByHttp: [loading], coming: [], arriving: [] },
    { loaded: [stored], loadingByHttp: [loading], coming: [], arriving: [] },
    { loaded: [stored], loadingByHttp: [], coming: [], arriving: [] },
  ]);
});

test("what is arriving from a peer is announced as such, until it is there or comes from elsewhere", () => {
  const told: Announcement[] = [];
  const announcer = createAnnouncer(createStoreIndex(), (announcement) => told.push(announcement));
  const coming = fakeSegment(3);
  announcer.note([change(coming, "p2p")]);
  announcer.tell();
  announcer.note([{ ...change(coming, "p2p"), isArriving: true }]);
  announcer.tell();
  announcer.note([change(coming, "http")]);
  announcer.tell();
  expect(told.map(({ arriving }) => arriving)).toEqual([[], [coming], []]);
});

test("what a peer is bringing is announced apart, until it comes from the origin or not at all", () => {
  const told: Announcement[] = [];
  const announcer = createAnnouncer(createStoreIndex(), (announcement) => told.push(announcement));
  const coming = fakeSegment(3);
  for (const state of ["p2p", "http", "p2p", "queued"] as const) {
    announcer.note([change(coming, state)]);
    announcer.tell();
  }
  expect(told).toEqual([
    { loaded: [], loadingByHttp: [], coming: [coming], arriving: [] },
    { loaded: [], loadingByHttp: [coming], coming: [], arriving: [] },
    { loaded: [], loadingByHttp: [], coming: [coming], arriving: [] },
    { loaded: [], loadingByHttp: [], coming: [], arriving: [] },
  ]);
});
