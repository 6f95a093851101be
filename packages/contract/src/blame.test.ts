/** What the table of blame promises, row by row. A promise that a new row breaks is a decision, not a detail. */
import { describe, expect, test } from "vitest";
import { blameMeanings } from "./blame-meanings.ts";
import { blameFor, blameTable, type Blame } from "./blame.ts";
import { errorCodes, type ErrorCode } from "./errors.ts";

const rows = errorCodes.map((code) => ({ code, ...blameTable[code] }));

/** The codes of the rows of which that is true. */
const codesWhere = (is: (row: Blame & { readonly code: ErrorCode }) => boolean): ErrorCode[] =>
  rows.filter(is).map(({ code }) => code);

describe("every error code", () => {
  test("has a row, and there is no row without a code", () => {
    expect(new Set(Object.keys(blameTable))).toEqual(new Set(errorCodes));
    expect(new Set(Object.keys(blameMeanings))).toEqual(new Set(errorCodes));
  });

  test.each(errorCodes)("%s has a meaning that is a sentence", (code) => {
    expect(blameMeanings[code]).toMatch(/^[A-Z].*\.$/);
  });

  test("is looked up by the error that carries it", () => {
    expect(blameFor({ code: "P2P_STALLED" })).toBe(blameTable.P2P_STALLED);
  });
});

describe("peers", () => {
  test("a peer never gets a strike for a failure of ours, of the origin or of nobody", () => {
    expect(codesWhere(({ fault, strike }) => fault !== "peer" && strike !== 0)).toEqual([]);
  });

  test("an offence is what breaks the protocol, a limit or a promise, or spoils a segment", () => {
    expect(codesWhere(({ strike }) => strike === 1)).toEqual([
      "P2P_TIMEOUT",
      "P2P_STALLED",
      "P2P_FALSE_SIZE",
      "P2P_PROTOCOL_ERROR",
      "P2P_LIMIT_EXCEEDED",
      "P2P_VALIDATION_FAILED",
    ]);
  });

  test("only proven pollution is a ban at once", () => {
    expect(codesWhere(({ strike }) => strike === "ban")).toEqual(["P2P_POLLUTED"]);
  });

  test("whatever closes a connection as an offence is also a strike, unless it is held against the peer already", () => {
    const closes = codesWhere(({ fault, disconnects }) => fault === "peer" && disconnects);
    const unpunished = closes.filter((code) => blameTable[code].strike === 0);
    // A banned peer has paid; one that does not read has cost nothing but a slot.
    expect(unpunished).toEqual(["P2P_NOT_READING", "P2P_BANNED"]);
  });

  test("what closes a connection without anybody's offence is a lack of room, or a defect of ours", () => {
    expect(codesWhere(({ fault, disconnects }) => fault !== "peer" && disconnects)).toEqual([
      "P2P_YIELDED",
      "PEER_BUDGET_EXCEEDED",
      "INTERNAL",
    ]);
  });

  test("a copy that came from several sources costs none of them anything until the origin's copy is there", () => {
    expect(blameTable.P2P_SPLICE_REJECTED).toMatchObject({ strike: 0, disconnects: false });
  });

  test("a peer that was slow, or does not have the segment, gets no strike", () => {
    for (const code of [
      "P2P_TOO_SLOW",
      "P2P_NOT_READING",
      "P2P_ABSENT",
      "P2P_INTERRUPTED",
    ] as const)
      expect(blameTable[code].strike, code).toBe(0);
  });
});

describe("asking again", () => {
  test("a peer at fault over a segment is not asked for it for a long while, unless it is gone", () => {
    const isAskedAgain = codesWhere(
      ({ fault, backOff, disconnects }) => fault === "peer" && backOff !== "long" && !disconnects,
    );
    expect(isAskedAgain).toEqual([]);
  });

  test("our own failure puts a peer off for a short while at most", () => {
    expect(codesWhere(({ fault, backOff }) => fault === "ours" && backOff === "long")).toEqual([]);
  });

  test("a frozen page, a cancel and a closed connection cause no back-off", () => {
    for (const code of ["P2P_EXPIRED", "P2P_CANCELLED", "P2P_CLOSED", "P2P_DUPLICATE"] as const)
      expect(blameTable[code].backOff, code).toBe("none");
  });

  test("only a peer is backed off", () => {
    const isBackedOff = codesWhere(({ backOff }) => backOff !== "none");
    expect(isBackedOff.filter((code) => !code.startsWith("P2P_"))).toEqual([]);
  });
});

describe("the player and the origin", () => {
  test("every HTTP failure except a first 404 is reported to the player and starts a cool-down", () => {
    for (const { code, segmentError, coolDown } of rows)
      if (code.startsWith("HTTP_") && code !== "HTTP_NOT_YET")
        expect({ segmentError, coolDown }, code).toEqual({ segmentError: true, coolDown: "long" });
  });

  test("a first 404 is not reported, and starts a short cool-down", () => {
    expect(blameTable.HTTP_NOT_YET).toMatchObject({ segmentError: false, coolDown: "short" });
  });

  test("what is the peer's fault is never a SegmentError, except a rejected copy", () => {
    const told = codesWhere(({ fault, segmentError }) => fault === "peer" && segmentError);
    expect(told).toEqual(["P2P_VALIDATION_FAILED"]);
  });

  test("no peer can make the origin rest", () => {
    expect(codesWhere(({ fault, coolDown }) => fault === "peer" && coolDown !== "none")).toEqual(
      [],
    );
    const rests = codesWhere(({ coolDown }) => coolDown !== "none");
    expect(rests.filter((code) => code.startsWith("P2P_"))).toEqual([]);
  });

  test("every failure with a long cool-down is reported to the player", () => {
    expect(
      codesWhere(({ coolDown, segmentError }) => coolDown === "long" && !segmentError),
    ).toEqual([]);
  });
});
