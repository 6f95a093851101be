import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createDebug } from "./create-debug.ts";

/** The lines of the console, without styles. */
let lines: unknown[][] = [];

beforeEach(() => {
  lines = [];
  vi.spyOn(console, "debug").mockImplementation((format, _name, _rest, ...args: unknown[]) => {
    lines.push([String(format).replaceAll("%c", ""), ...args]);
  });
});
afterEach(() => {
  createDebug.disable();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** What a page has, as far as logs go. */
function stubLocalStorage(): Map<string, string> {
  const items = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => items.set(name, value),
    removeItem: (name: string) => items.delete(name),
  });
  return items;
}

test("a logger says its namespace and what it is given, formats included", () => {
  createDebug.enable("p2pml:*");
  const log = createDebug("p2pml:engine");
  log("loaded %s in %d ms", "a", 5);
  log({ id: "a" }, 1);
  expect(lines).toEqual([
    ["p2pml:engine loaded %s in %d ms", "a", 5],
    ["p2pml:engine %O", { id: "a" }, 1],
  ]);
});

test("a logger that is off says nothing, and follows what is switched later", () => {
  const log = createDebug("p2pml:engine");
  log("unheard");
  expect(log.enabled).toBe(false);
  createDebug.enable("p2pml:*,-p2pml:other");
  expect(log.enabled).toBe(true);
  expect(createDebug.enabled("p2pml:other")).toBe(false);
  log("heard");
  expect(createDebug.disable()).toBe("p2pml:*,-p2pml:other");
  log("unheard");
  expect(lines).toEqual([["p2pml:engine heard"]]);
});

test("a logger extends to one of a longer name", () => {
  createDebug.enable("p2pml:engine:*");
  createDebug("p2pml:engine").extend("queue")("text");
  expect(lines).toEqual([["p2pml:engine:queue text"]]);
  expect(createDebug("a").extend("b", "/").namespace).toBe("a/b");
});

test("what is switched on is remembered for the next page, and forgotten when it is off", () => {
  const items = stubLocalStorage();
  createDebug.enable("p2pml:*");
  expect(items).toEqual(new Map([["debug", "p2pml:*"]]));
  createDebug.disable();
  expect(items).toEqual(new Map());
});

test("a page that may not store anything logs all the same", () => {
  vi.stubGlobal("localStorage", undefined);
  createDebug.enable("p2pml:*");
  createDebug("p2pml:engine")("heard");
  expect(lines).toEqual([["p2pml:engine heard"]]);
});
