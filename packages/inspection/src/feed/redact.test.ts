import { describe, expect, test } from "vitest";
import { createRedact } from "./redact.ts";

const tokens = createRedact("tokens", 1);
const all = createRedact("all", 1);

describe("tokens", () => {
  test.each([
    ["a query", "https://a.test/x.ts?token=s3cret"],
    ["a fragment", "https://a.test/x.ts#s3cret"],
    ["credentials", "https://user:s3cret@a.test/x.ts"],
    ["an address within a text", "GET https://a.test/x.ts?k=s3cret failed"],
    ["a relative address", "x.ts?k=s3cret"],
    ["an address within an id", "https://a.test/m.m3u8?k=s3cret+V0+12"],
  ])("%s is cut, what is not secret stays", (_, text) => {
    const { url, message } = tokens({ url: text, message: text });
    for (const said of [url, message]) {
      expect(said).not.toContain("s3cret");
      expect(said).toContain(text.includes("m3u8") ? "m.m3u8" : "x.ts");
    }
  });

  test("a query without a value is cut from what is an address by its name", () => {
    expect(tokens({ responseUrl: "x.ts?s3cret" }).responseUrl).not.toContain("s3cret");
  });

  test("ids that differ stay different, equal ones equal", () => {
    const ids = [1, 2, 1].map((n) => tokens(`https://a.test/m?k=1+V0+${n}`));
    expect(ids[0]).not.toBe(ids[1]);
    expect(ids[0]).toBe(ids[2]);
  });
});

test("all: hosts, paths and IP addresses go, too", () => {
  const text = "https://a.test/film/x.ts by 192.0.2.7:5000 and 2001:db8::7";
  const { url, message } = all({ url: "film/x.ts", message: text });
  expect(url + message).not.toMatch(/film|a\.test|192\.0|db8/);
});

test("none: nothing is cut", () => {
  const text = "https://u:p@a.test/x?k=v#f";
  expect(createRedact("none", 1)({ url: text })).toEqual({ url: text });
});

test("another salt gives other hashes", () => {
  const text = "https://a.test/x?k=v";
  expect(createRedact("tokens", 2)(text)).not.toBe(tokens(text));
});

test("numbers that JSON does not know become ones that it knows, and texts keep to their limit", () => {
  expect(tokens([Infinity, -Infinity, NaN, 1])).toEqual([
    Number.MAX_SAFE_INTEGER,
    -Number.MAX_SAFE_INTEGER,
    0,
    1,
  ]);
  expect(tokens("x".repeat(10_000)).length).toBeLessThanOrEqual(2048);
});
