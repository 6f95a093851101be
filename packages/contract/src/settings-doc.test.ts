/** The table of settings in docs/compatibility-0.6.md has the defaults of the code. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { defaultEngineSettings, defaultPeerSettings } from "./settings.ts";

const document = readFileSync(
  new URL("../../../docs/compatibility-0.6.md", import.meta.url),
  "utf8",
);
const [, section = ""] = /\n## Settings\n([^]*?)\n## /.exec(document) ?? [];
const rows = [...section.matchAll(/^\| `(\w+)` +\| `([^`]+)` +\|/gm)];

test("every setting of 0.6.2 that is plain data is there with its default", () => {
  const documented = Object.fromEntries(
    rows.map(([, name = "", value = ""]) => [name, JSON.parse(value) as unknown]),
  );
  // The document describes the ICE servers in words.
  expect({ ...documented, rtcConfig: defaultPeerSettings.rtcConfig }).toEqual({
    ...defaultEngineSettings,
    ...defaultPeerSettings,
  });
});
