import { expect, test } from "vitest";
import { formatBytes, formatRate, formatShare, formatTime } from "./format.ts";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [123_456, "123 kB"],
  [1_250_000, "1.3 MB"],
  [5e12, "5000 GB"],
])("%d bytes read as %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test("rates are in bits, as connections are sold", () => {
  expect(formatRate(12_500)).toBe("100 kbit/s");
  expect(formatRate(1_250_000)).toBe("10.0 Mbit/s");
});

test("shares and times are whole", () => {
  expect(formatShare(0.626)).toBe("63 %");
  expect(formatTime(65.9)).toBe("1:05");
});
