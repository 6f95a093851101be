import { expect, test } from "vitest";
import type { HostMessage } from "@swarmlane/contract";
import { createLogs } from "./debug-log.ts";
import { parseDebugPatterns } from "@swarmlane/contract";
import { toPlainValue } from "./plain-value.ts";

test.each([
  ["p2pml:*", "p2pml:hybrid-loader", true],
  ["p2pml:*", "other", false],
  ["*", "anything", true],
  ["", "p2pml:hybrid-loader", false],
  ["a, p2pml:media-peer  b", "p2pml:media-peer", true],
  ["p2pml:*,-p2pml:media-peer", "p2pml:media-peer", false],
  ["-p2pml:*", "p2pml:media-peer", false],
  ["p2pml:media", "p2pml:media-peer", false],
  ["*:media-*", "p2pml:media-peer", true],
  ["p2pml.*", "p2pml:media-peer", false],
  ["p(", "p(", true],
])("%j and %s: %s", (patterns, namespace, isEnabled) => {
  expect(parseDebugPatterns(patterns)(namespace)).toBe(isEnabled);
});

test("a namespace that is off says nothing and can be asked", () => {
  const posted: HostMessage[] = [];
  const log = createLogs("p2pml:a", (message) => posted.push(message))("p2pml:b");
  expect(log.enabled).toBe(false);
  log("text");
  expect(posted).toEqual([]);
});

test("a line goes to the page under its namespace", () => {
  const posted: HostMessage[] = [];
  const log = createLogs("p2pml:*", (message) => posted.push(message))("p2pml:a");
  expect(log.enabled).toBe(true);
  log("loaded", new ArrayBuffer(7));
  expect(posted).toEqual([{ type: "log", namespace: "p2pml:a", args: ["loaded", "[7 bytes]"] }]);
});

test("whatever is logged can be cloned, and is small", () => {
  const circular: Record<string, unknown> = {
    run: () => undefined,
    bytes: new Uint8Array(9),
    error: new RangeError("no"),
    symbol: Symbol("s"),
    set: new Set([1, 2]),
    nothing: null,
    long: Array.from({ length: 1000 }, () => 0),
  };
  circular["self"] = circular;
  const plain = structuredClone(toPlainValue(circular)) as Record<string, unknown>;
  expect(plain).toMatchObject({
    run: "[function]",
    bytes: "[9 bytes]",
    error: "RangeError: no",
    symbol: "Symbol(s)",
    set: [1, 2],
    nothing: null,
  });
  expect(plain["long"]).toHaveLength(32);
});
