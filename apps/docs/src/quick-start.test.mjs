/** The quick start shows for each player what the player's own page shows. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../scripts/lib/root.mjs";

/** @param {string} name */
const read = (name) => readFileSync(join(root, "docs", name), "utf8");
const quickStart = read("guide/quick-start.md");

/** @param {string} text @returns {string} its first block of JavaScript, without comments */
function firstCode(text) {
  const [, code = ""] = /^```js\n([^]*?)^```/m.exec(text) ?? [];
  return code.replaceAll(/ *\/\/ .*$/gm, "").trim();
}

test.each([
  ["hls.js", "players/hlsjs.md"],
  ["Shaka Player", "players/shaka.md"],
  ["dash.js", "players/dashjs.md"],
  ["video.js", "players/videojs.md"],
])("%s", (player, page) => {
  const [, section = ""] = quickStart.split(`\n### ${player}\n`);
  const code = firstCode(section);
  expect(code).toContain("import");
  expect(code).toBe(firstCode(read(page)));
});
