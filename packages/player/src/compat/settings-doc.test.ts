/** The defaults of the players' packages in docs/settings.md are those with which an engine makes its loader. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createFakeLoader } from "../stream/stream-loader.fake.ts";
import { createEngineCore } from "./engine-core.ts";

const document = readFileSync(new URL("../../../../docs/settings.md", import.meta.url), "utf8");
const [, section = ""] = document.split("\n## Defaults of the players' packages\n");
const rows = [...section.matchAll(/^\| `(\w+)` +\| `([^`]+)` +\|/gm)];

test("the loader of a player without settings of the site starts with these", () => {
  let given: object | undefined;
  createEngineCore<object>({
    config: undefined,
    createLoader(settings) {
      given = settings;
      return createFakeLoader();
    },
    formats: [],
    playhead: () => ({ position: 0, rate: 1 }),
    name: "test",
  });
  const documented = rows.map(([, name = "", value = ""]) => [name, JSON.parse(value) as unknown]);
  expect({ ...Object.fromEntries(documented), limits: {} }).toEqual(given);
});
