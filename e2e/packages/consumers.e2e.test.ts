/**
 * The packages as npm installs them, used as sites use them: each consumer loads a segment through a worker, with storage
 * and inspection on, and neither its build nor its page says anything on the console.
 */
import { describe, expect, inject } from "vitest";
import { runIn } from "./run-in.ts";
import { test } from "./test.ts";
import { startNext } from "./start-next.ts";

const site = inject("site");
const build = (folder: string) => runIn(site, process.execPath, [`${folder}/build.js`]);
describe("built by", () => {
  test.for<[string, string, string[]]>([
    ["Vite", "vite", ["vite/dist/index.html"]],
    ["webpack 5", "webpack", ["webpack/index.html"]],
    [
      "esbuild, as modules and as one script",
      "esbuild",
      ["esbuild/index.html", "esbuild/script.html"],
    ],
    ["Rollup", "rollup", ["rollup/index.html"]],
  ])("%s", async ([, folder, pages], { stage }) => {
    expect(await build(folder)).toBe("");
    for (const page of pages) await stage.expectLoaded(page);
  });
});

describe("without a build, by", () => {
  test.for([
    ["an import map", "import-map/index.html"],
    ["a script tag", "script-tag/index.html"],
  ] as const)("%s", ([, page], { stage }) => stage.expectLoaded(page));
});

describe("under a strict policy with Trusted Types, by", () => {
  test("modules, with workerUrl, storeUrl and feedUrl, also of copies that Vite makes", async ({
    stage,
  }) => {
    expect(await build("strict")).toBe("");
    const pages = ["strict/modules.html", "strict/vite/copies.html"];
    for (const page of pages) await stage.expectLoaded(page, { policy: stage.strictPolicy });
  });

  test("a script tag, with workerUrl", ({ stage }) =>
    stage.expectLoaded("strict/script.html", { policy: stage.strictPolicy }));
});

describe("hls.js plays on its adapter", () => {
  test("built by Vite", async ({ stage }) => {
    expect(await build("adapter")).toBe("");
    await stage.expectPlayed("adapter/dist/index.html");
  });

  test("by script tags", ({ stage }) => stage.expectPlayed("adapter/script.html"));
});

test("where there is no page, every entry can be imported and required, with the same names", async () => {
  const run = (file: string) => runIn(site, process.execPath, [`node/${file}`]);
  const names = await run("import.js");
  expect(names).toContain("core: Events HybridLoader LoaderError Segment indexedDBStorage version");
  expect(await run("require.cjs")).toBe(names);
});

test("rendered on the server by Next, which imports the loader there", async ({ stage }) => {
  const said = await runIn(site, process.execPath, [
    "node_modules/next/dist/bin/next",
    "build",
    "next",
  ]);
  expect(said).not.toMatch(/warn|error/i);
  const server = await startNext(site);
  try {
    const html = await (await fetch(server.url)).text();
    expect(html).toContain("rendered with");
    await stage.expectLoaded("/", { base: server.url });
  } finally {
    await server.close();
  }
});
