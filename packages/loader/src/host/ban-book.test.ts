import { expect, test } from "vitest";
import type { BanRecord } from "@swarmlane/contract";
import { createSimulatedClock } from "@swarmlane/testkit";
import { createBanBook } from "./ban-book.ts";

function openBook(bans = 10) {
  const clock = createSimulatedClock();
  return { clock, book: createBanBook(clock, { bans }) };
}

const certificate = (value: string, rest = Infinity): BanRecord => ({
  of: "certificate",
  value,
  rest,
  times: 1,
});
const address = (value: string, rest: number, times = 1): BanRecord => ({
  of: "address",
  value,
  rest,
  times,
});

test("a ban for the session is handed to every host", async () => {
  const { clock, book } = openBook();
  book.note(certificate("a"));
  await clock.advance(24 * 3_600_000);
  expect(book.records()).toEqual([certificate("a")]);
  expect(book.records()).toEqual([certificate("a")]);
});

test("what is left of a ban is counted down, and a ban that has ended is forgotten", async () => {
  const { clock, book } = openBook();
  book.note(address("203.0.113.9", 60_000));
  await clock.advance(59_000);
  expect(book.records()).toEqual([address("203.0.113.9", 1000)]);
  await clock.advance(1000);
  expect(book.records()).toEqual([]);
});

test("the newest record of a certificate or an address replaces the one before", () => {
  const { book } = openBook();
  book.note(address("203.0.113.9", 60_000));
  book.note(address("203.0.113.9", 120_000, 2));
  expect(book.records()).toEqual([address("203.0.113.9", 120_000, 2)]);
});

test("a certificate and an address of the same text are two bans", () => {
  const { book } = openBook();
  book.note(certificate("same"));
  book.note(address("same", 1));
  expect(book.records()).toHaveLength(2);
});

test("at most `limits.bans` of each kind are kept: the one that was renewed longest ago is forgotten", () => {
  const { book } = openBook(2);
  book.note(address("203.0.113.9", 60_000));
  for (const value of ["a", "b", "a", "c"]) book.note(certificate(value));
  expect(book.records().map(({ value }) => value)).toEqual(["203.0.113.9", "a", "c"]);
});
