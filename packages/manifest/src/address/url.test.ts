/** Addresses are resolved as browsers do, whatever shortcut is taken. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { createResolver, createParameterCheck, splitUrl } from "./url.ts";

const bases = [
  "https://cdn.example/a/b/playlist.m3u8?x=/y",
  "https://cdn.example/",
  "http://127.0.0.1:8080/a/",
  "https://cdn.example:8443/a",
];

test("the resolver agrees with URL on every address", () => {
  const piece = fc.constantFrom(
    ..."/ . .. ./ ../ // : ? # % %2e %2E a B 0 ~ $ & = + , ; @ ! * ( ) ' \" \\ < > { } | ^ ` é [ ]".split(
      " ",
    ),
    " ",
    "\t",
    "https://",
    "HTTP://",
    "//",
    "cdn.example",
    "CDN.example",
    "1.2.3",
    "0x7f",
    ":443",
    ":80",
    ":8080",
    "xn--",
    "seg",
    ".ts",
    "-",
    "_",
  );
  const address = fc.array(piece, { minLength: 1, maxLength: 9 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(
      fc.constantFrom(...bases),
      fc.array(address, { minLength: 1, maxLength: 3 }),
      (base, addresses) => {
        const resolve = createResolver(base);
        for (const reference of [...addresses, ...addresses]) {
          let expected: string | undefined;
          try {
            expected = new URL(reference, base).href.replace(/#.*$/s, "");
          } catch {
            expect(() => resolve(reference)).toThrow();
            continue;
          }
          expect(resolve(reference)).toBe(expected);
        }
      },
    ),
    { numRuns: 5_000 },
  );
});

test("an address falls into its parts", () => {
  expect(splitUrl("https://a.example:80/b/c?d=/e?f#g/h")).toEqual({
    origin: "https://a.example:80",
    path: "/b/c",
    query: "d=/e?f",
  });
  expect(splitUrl("https://a.example")).toEqual({
    origin: "https://a.example",
    path: "",
    query: "",
  });
  expect(splitUrl("data:text/plain,a")).toMatchObject({ path: "" });
});

test("parameters are compared as text", () => {
  const contains = createParameterCheck("a=1&b=2&c");
  expect([
    contains(""),
    contains("b=2"),
    contains("c&a=1"),
    contains("a=2"),
    contains("d"),
  ]).toEqual([true, true, true, false, false]);
});
