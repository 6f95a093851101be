import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  because,
  becauseFailed,
  isReason,
  reasonInWords,
  refusalInWords,
  type PeerRefusal,
  type Reason,
} from "./reasons.ts";

const sayings: readonly (readonly [Reason, string])[] = [
  [because("joined-queue"), "added to the queue"],
  [
    { code: "required", priority: 0, limit: 1, http: { taken: 1, count: 2 } },
    "priority 0 is required (up to 1); HTTP slots: 1 of 2",
  ],
  [
    { code: "required", priority: 3.501036068, limit: 4.5, http: { taken: 1, count: 2 } },
    "priority 3.5 is required (up to 4.5); HTTP slots: 1 of 2",
  ],
  [
    { code: "copy-rejected", http: { taken: 2, count: 2 } },
    "a peer's copy was rejected; HTTP slots: 2 of 2",
  ],
  [{ code: "drawn", among: 3 }, "chosen at random among 3 segments that no peer has or is loading"],
  [
    { code: "peer-holds", notHttp: "not-required", speed: 12.4, p2p: { taken: 1, count: 3 } },
    "not required at once; a peer holds it (12 bytes/ms); P2P slots: 1 of 3",
  ],
  [
    { code: "peer-holds", notHttp: "cooling-down", speed: undefined, p2p: { taken: 3, count: 3 } },
    "cooling down after a failure over HTTP; a peer holds it (not measured); P2P slots: 3 of 3",
  ],
  [
    { code: "waits", notHttp: "http-full", notP2p: "no-free-peer" },
    "all HTTP slots are taken; no free peer holds it",
  ],
  [becauseFailed({ code: "HTTP_NOT_YET", message: "not yet" }), "HTTP_NOT_YET: not yet"],
  [
    becauseFailed({ code: "P2P_STALLED", message: "nothing for 5 s" }, "peer-failed"),
    "the peer failed: P2P_STALLED (nothing for 5 s)",
  ],
  [{ code: "resumed", after: "the page was frozen" }, "the page was frozen"],
];

describe("a reason has a readable text", () => {
  test.each(sayings)("%o", (reason, words) => {
    expect(reasonInWords(reason)).toBe(words);
  });
});

test("isReason accepts reasons and nothing else", () => {
  for (const [reason] of sayings) expect(isReason(structuredClone(reason))).toBe(true);
  const others = [
    undefined,
    null,
    "stored",
    {},
    { code: 7 },
    { code: "HTTP_STATUS" },
    { code: "" },
    // Names that every object inherits
    { code: "toString" },
    { code: "constructor" },
  ];
  for (const other of others) expect(isReason(other)).toBe(false);
});

test("a reason can be cloned, whatever caused its error", () => {
  const reason = becauseFailed({
    code: "CALLBACK_FAILED",
    message: "no",
    cause: () => "a function",
  });
  expect(structuredClone(reason)).toEqual(reason);
});

test("docs/debugging.md quotes reasons as they are given", () => {
  const document = readFileSync(new URL("../../../docs/debugging.md", import.meta.url), "utf8");
  const refusals = ["no-free-peer", "p2p-full", "cooling-down", "origin-awaited", "not-required"];
  for (const refusal of refusals as PeerRefusal[])
    expect(document).toContain(`| \`${refusalInWords(refusal)}\``);
  expect(document).toContain("`priority 0 is required (up to 1)`");
  const tooSlow = reasonInWords(because("peer-too-slow"));
  expect(document).toContain(`\`${tooSlow.slice(0, tooSlow.indexOf(" for the"))} …\``);
});
