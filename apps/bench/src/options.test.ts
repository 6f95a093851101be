import { expect, test } from "vitest";
import { parseOptions } from "./options.ts";

test("runs everything three times by default", () => {
  expect(parseOptions([])).toMatchObject({ runs: 3, quick: false, only: undefined });
});

test("runs once with --quick, unless a number is given", () => {
  expect(parseOptions(["--quick"])?.runs).toBe(1);
  expect(parseOptions(["--quick", "--runs", "2"])?.runs).toBe(2);
});

test("--only takes names with commas between them", () => {
  expect(parseOptions(["--only", "http, p2p"])?.only).toEqual(["http", "p2p"]);
});

test("--contenders takes names with commas between them, and --panels none", () => {
  expect(parseOptions(["--contenders", "ours,2.3.1"])?.contenders).toEqual(["ours", "2.3.1"]);
  expect(parseOptions(["--panels"])?.panels).toBe(true);
});

test("--help asks for the help text", () => {
  expect(parseOptions(["--help"])).toBeUndefined();
});

test.each([
  [["--runs", "0"], "--runs"],
  [["--runs", "many"], "--runs"],
  [["--profile", "chrome"], "--profile"],
  [["--fast"], "--fast"],
])("%j is refused with a sentence that names it", (args, name) => {
  expect(() => parseOptions(args)).toThrow(name);
});
