import { expect, test } from "vitest";
import { defaultLimits } from "@swarmlane/contract";
import { fitToDevice } from "./device-limits.ts";

test.each([
  [4, defaultLimits.cacheBytesSmall],
  [8, defaultLimits.cacheBytes],
  [undefined, defaultLimits.cacheBytes],
])("a device with %s GiB keeps %i bytes", (memory, bytes) => {
  expect(fitToDevice(defaultLimits, memory).cacheBytes).toBe(bytes);
});
