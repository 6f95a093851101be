import { expect, test } from "vitest";
import { parseSettings, readSession } from "./session.ts";

const served = { stream: "http://origin/master.m3u8", tracker: "ws://tracker" };
const read = (query: string, answer: unknown = served) =>
  readSession(new URLSearchParams(query), () => Promise.resolve(answer));

test("plays what the server serves, with our core and its default settings", async () => {
  expect(await read("")).toEqual({
    ...served,
    ...{ core: "swarmlane", isStored: false, isInspected: false, settings: {} },
  });
});

test("the address has the last word", async () => {
  const settings = encodeURIComponent('{"useP2P":false}');
  expect(await read(`stream=/mine.m3u8&core=0.6.2&settings=${settings}`)).toEqual({
    stream: "/mine.m3u8",
    tracker: served.tracker,
    core: "0.6.2",
    isStored: false,
    isInspected: false,
    settings: { useP2P: false },
  });
});

test("stores when the address says so", async () => {
  expect(await read("storage=indexeddb")).toMatchObject({ isStored: true });
});

test("is inspected when the address says so", async () => {
  expect(await read("p2pml-inspect")).toMatchObject({ isInspected: true });
});

test.each(["[]", "null", "7", '"text"', "{"])("settings of %s are refused in words", (text) => {
  expect(() => parseSettings(text)).toThrow(/^settings: /);
});

test("an unknown core is refused by name", async () => {
  await expect(read("core=9.9")).rejects.toThrow('not "9.9"');
});

test("a page that nobody serves a stream to says how to get one", async () => {
  await expect(read("", null)).rejects.toThrow("npm start");
});
