import { fakeSegment } from "@swarmlane/testkit";
import { expect, test } from "vitest";
import type { Announcement } from "../actor-events.ts";
import { createStoreIndex } from "../storage/store-index.ts";
import { createAnnouncer } from "./announcer.ts";

test("what is stored and what is being loaded is announced, once for each change", () => {
  const told: Announcement[] = [];
  const index = createStoreIndex();
  const announcer = createAnnouncer(index, (announcement) => told.push(announcement));
  const [stored, loading] = [fakeSegment(1), fakeSegment(2)];

  announcer.update([]);
  expect(told).toEqual([]);
  announcer.update([loading]);
  announcer.update([loading]);
  index.add(stored);
  announcer.update([loading]);
  announcer.update([]);
  expect(told).toEqual([
    { loaded: [], loadingByHttp: [loading] },
    { loaded: [stored], loadingByHttp: [loading] },
    { loaded: [stored], loadingByHttp: [] },
  ]);
});
