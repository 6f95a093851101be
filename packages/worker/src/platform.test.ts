import { createHash } from "node:crypto";
import { expect, onTestFinished, test, vi } from "vitest";
import { createPlatform } from "./platform.ts";

test("a timer of endless length never fires, though the platform's own would at once", () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const fired: number[] = [];
  const { clock } = createPlatform();
  for (const ms of [1000, 2 ** 31, Infinity]) clock.setTimeout(() => fired.push(ms), ms);
  vi.advanceTimersByTime(60_000);
  expect(fired).toEqual([1000]);
});

test("the digest is SHA-256 in lower-case hex", async () => {
  const bytes = new TextEncoder().encode("a segment");
  const expected = createHash("sha256").update(bytes).digest("hex");
  expect(await createPlatform().digest?.(bytes)).toBe(expected);
});

test.each([
  ["no crypto at all", undefined],
  ["a page that is not secure", { getRandomValues: () => undefined }],
])("with %s there is no digest", (_what, crypto) => {
  vi.stubGlobal("crypto", crypto);
  onTestFinished(() => void vi.unstubAllGlobals());
  expect(createPlatform().digest).toBeUndefined();
});
