/** The declarations in the tarballs, as compilers of today and of the generation before read them; `skipLibCheck` is off. */
import { describe, expect, inject, test } from "vitest";
import { runIn } from "./run-in.ts";

const site = inject("site");

describe.each([
  ["TypeScript 5", "typescript"],
  ["TypeScript 7", "typescript-7"],
])("%s", (_, compiler) => {
  test.each(["nodenext", "bundler"])("moduleResolution %s", async (resolution) => {
    const tsc = [`node_modules/${compiler}/bin/tsc`, "-p", `types/${resolution}.json`];
    expect(await runIn(site, process.execPath, tsc)).toBe("");
  });
});
