import type { RenditionTiming } from "@swarmlane/manifest";
import type Hls from "hls.js";
import { expect, test } from "vitest";
import { createLivePlacement } from "./live-placement.ts";

const defaults = { liveSyncDuration: undefined, maxBufferLength: 30, maxMaxBufferLength: 600 };
const live = (segments: number): RenditionTiming => ({
  ...{ isLive: true, isLowLatency: false, targetDuration: 2 },
  ...{ start: 100, end: 100 + segments * 2 },
});

function setup(userConfig: object = {}) {
  const hls = { userConfig, config: { ...defaults, ...userConfig } };
  const placement = createLivePlacement();
  const update = (timing: RenditionTiming | undefined) =>
    placement.update(hls as unknown as Hls, timing);
  return { hls, placement, update };
}

const placed = { liveSyncDuration: 10, maxBufferLength: 8, maxMaxBufferLength: 8 };

test("a window of six segments: five behind the edge, four in the buffer; and back", () => {
  const { hls, placement, update } = setup();
  update(live(6));
  expect(hls.config).toEqual(placed);
  placement.giveBack();
  expect(hls.config).toEqual(defaults);
});

test("it follows a window that grows, up to what hls.js would have had", () => {
  const { hls, update } = setup();
  update(live(6));
  update(live(8));
  expect(hls.config).toEqual({ liveSyncDuration: 14, maxBufferLength: 12, maxMaxBufferLength: 12 });
  update(live(100));
  expect(hls.config).toEqual({ liveSyncDuration: 60, maxBufferLength: 30, maxMaxBufferLength: 58 });
});

test.each([
  [
    { liveSyncDurationCount: 3 },
    { ...placed, liveSyncDuration: undefined, liveSyncDurationCount: 3 },
  ],
  [
    { liveMaxLatencyDurationCount: 9 },
    { ...placed, liveSyncDuration: undefined, liveMaxLatencyDurationCount: 9 },
  ],
  [{ maxBufferLength: 20 }, { liveSyncDuration: 10, maxBufferLength: 20, maxMaxBufferLength: 600 }],
])("the site's %o is not overruled", (userConfig, expected) => {
  const { hls, update } = setup(userConfig);
  update(live(6));
  expect(hls.config).toEqual(expected);
});

test("a value that the site sets at run time stays, also when everything is given back", () => {
  const { hls, placement, update } = setup();
  update(live(6));
  hls.config.maxBufferLength = 12;
  update(live(8));
  placement.giveBack();
  expect(hls.config).toEqual({ ...defaults, maxBufferLength: 12 });
});

test("a live stream that ends gives everything back", () => {
  const { hls, update } = setup();
  update(live(6));
  update({ ...live(6), isLive: false });
  expect(hls.config).toEqual(defaults);
});
