import { expect, test } from "vitest";
import { formatQuality } from "./quality.ts";

test.each([
  [{ height: 270, bitrate: 360_400 }, "270p, 360 kbit/s"],
  [{ height: 270, bitrate: 0 }, "270p"],
  [{ height: null, bitrate: 128_000 }, "128 kbit/s"],
  [{ height: undefined, bitrate: Number.NaN }, ""],
  [{}, ""],
])("what is known of a quality is shown, and nothing else: %j", (quality, words) => {
  expect(formatQuality(quality)).toBe(words);
});
