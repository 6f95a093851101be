import { blameMeanings, blameTable, errorCodes } from "@swarmlane/contract";
import { describe, expect, test } from "vitest";
import { blameInWords, blameSentence, codesIn } from "./blame-words.ts";

function sentence(code: string, segment?: string): string | undefined {
  const words = blameInWords(code, segment === undefined ? {} : { segment });
  return words && blameSentence(words);
}

const thisViewer = "Fault: this viewer (the page, the browser or the machine).";

test.each([
  [
    "P2P_STALLED",
    "P2P_STALLED: The peer stopped in the middle of a transfer. Fault: peer. It was given one strike and is not asked for this segment for 10 s.",
  ],
  [
    "P2P_PROTOCOL_ERROR",
    "P2P_PROTOCOL_ERROR: The peer broke the protocol. Fault: peer. It was given one strike, was disconnected and is not asked for this segment for 10 s.",
  ],
  [
    "P2P_POLLUTED",
    "P2P_POLLUTED: The origin's copy proves that the peer sent wrong bytes. Fault: peer. It was banned and was disconnected.",
  ],
  [
    "P2P_ABSENT",
    "P2P_ABSENT: The peer no longer has the segment that it announced. Fault: nobody or unknown. The peer is not asked for this segment for 10 s.",
  ],
  [
    "P2P_NOT_SENT",
    `P2P_NOT_SENT: Our request waited too long behind an upload to the same peer. ${thisViewer} The peer is not asked for this segment for 0.5 s.`,
  ],
  [
    "P2P_CLOSED",
    "P2P_CLOSED: The connection closed. Fault: nobody or unknown. The peer is not penalized.",
  ],
  [
    "PEER_BUDGET_EXCEEDED",
    `PEER_BUDGET_EXCEEDED: There is no room for another connection. ${thisViewer} The connection was closed.`,
  ],
  [
    "HTTP_STATUS",
    "HTTP_STATUS: The origin answered with an error status. Fault: origin. The player received a SegmentError event. The origin is not asked for this segment for 10 s.",
  ],
  [
    "HTTP_NOT_YET",
    "HTTP_NOT_YET: The origin does not have the segment yet (a first 404). Fault: origin. The origin is not asked for this segment for 1 s.",
  ],
  [
    "STORAGE_DEGRADED",
    `STORAGE_DEGRADED: The storage failed; segments are kept in memory. ${thisViewer} There are no further consequences.`,
  ],
  [
    "INTERNAL",
    `INTERNAL: Something in the loader itself failed. ${thisViewer} If a connection was involved, it was closed. The player received a SegmentError event. The origin is not asked for this segment for 10 s.`,
  ],
])("%s is explained", (code, words) => {
  expect(sentence(code, "this segment")).toBe(words);
});

describe("every code says what its row in the table of blame says", () => {
  test.each(errorCodes)("%s", (code) => {
    const { fault, strike, disconnects, backOff, segmentError, coolDown } = blameTable[code];
    const words = sentence(code) ?? "";
    expect(words.startsWith(`${code}: ${blameMeanings[code]} Fault: `)).toBe(true);
    expect(words.includes("Fault: peer.")).toBe(fault === "peer");
    expect(words.includes("Fault: origin.")).toBe(fault === "origin");
    expect(words.includes("Fault: this viewer")).toBe(fault === "ours");
    expect(words.includes("Fault: nobody")).toBe(fault === "nobody");
    expect(words.includes("one strike")).toBe(strike === 1);
    expect(words.includes("was banned")).toBe(strike === "ban");
    expect(/was disconnected|was closed\./.test(words)).toBe(disconnects);
    expect(/(It|peer|and) is not asked/.test(words)).toBe(backOff !== "none");
    expect(words.includes("SegmentError event")).toBe(segmentError);
    expect(words.includes("The origin is not asked")).toBe(coolDown !== "none");
    expect(words).toMatch(/^[^.]+: [A-Z].*\.$/);
    expect(words).not.toMatch(/undefined|NaN|\.\.| {2}/);
  });
});

test("the origin rests for as long as the session's settings say", () => {
  expect(blameInWords("HTTP_ERROR", { httpFailedSegmentTimeout: 2500 })?.effects).toContain(
    "The origin is not asked for the segment for 2.5 s.",
  );
});

test("a code that is not in the table has no explanation", () => {
  expect(blameInWords("HTTP_TEAPOT")).toBeUndefined();
  expect(blameInWords("toString")).toBeUndefined();
});

test.each([
  ["the peer failed: P2P_STALLED (the peer stopped sending)", ["P2P_STALLED"]],
  ["HTTP_STATUS: HTTP_STATUS 503, then P2P_ABSENT", ["HTTP_STATUS", "P2P_ABSENT"]],
  ["HTTP slots: 1 of 2; NOT_A_CODE", []],
])("the codes in %j are found, each once", (text, codes) => {
  expect(codesIn(text)).toEqual(codes);
});
