/** A position in a built script leads to its source, also behind what the build has put around it. */
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { expect, test } from "vitest";
import { minifyAgain } from "./minify.mjs";
import { emptyMap, filesOf, joinTexts, nameSources } from "./source-map.mjs";

/** Line 1 of `source` is line 1 of `code`, column by column where a token begins. */
const mapOf = (/** @type {string} */ source) => ({
  ...{ version: /** @type {const} */ (3), names: [], mappings: "AAAA,SAAS" },
  ...{ sources: [source], sourcesContent: ["throw first();"] },
});

test("texts that are joined keep their places", () => {
  const page = { code: "throw first();", map: mapOf("page.ts") };
  const worker = { code: "throw first();", map: mapOf("worker.ts") };
  const { code, map } = joinTexts(["(function(x){", page, "\n})(", worker, ");"]);
  const trace = new TraceMap(map);
  const at = (/** @type {number} */ line, /** @type {string} */ words) =>
    originalPositionFor(trace, { line, column: (code.split("\n")[line - 1] ?? "").indexOf(words) });
  expect(at(1, "throw")).toMatchObject({ source: "page.ts", line: 1, column: 0 });
  expect(at(2, "throw")).toMatchObject({ source: "worker.ts", line: 1, column: 0 });
});

test("the second pass of minification keeps the way back to the source", async () => {
  const code = "const first = 1;\nconsole.log(first + 1, missing);";
  const map = { ...mapOf("page.ts"), mappings: "AAAA;AACA", sourcesContent: [code] };
  const small = await minifyAgain({ code, map }, 2020);
  const found = originalPositionFor(new TraceMap(small.map), {
    line: 1,
    column: small.code.indexOf("console"),
  });
  expect(found).toMatchObject({ source: "page.ts", line: 2 });
});

test("a source is named by its path in the repository, and a script names its map", () => {
  const map = nameSources(mapOf("../packages/wire/src/frame.ts"));
  expect(map.sources).toEqual(["swarmlane:///packages/wire/src/frame.ts"]);
  const files = filesOf("packages/x/dist/a.mjs", { code: "x;\n", map });
  expect([...files.keys()]).toEqual(["packages/x/dist/a.mjs", "packages/x/dist/a.mjs.map"]);
  expect(files.get("packages/x/dist/a.mjs")).toBe("x;\n//# sourceMappingURL=a.mjs.map\n");
  expect([...filesOf("packages/x/dist/b.cjs", { code: "x;\n", map: emptyMap })]).toEqual([
    ["packages/x/dist/b.cjs", "x;\n"],
  ]);
});
