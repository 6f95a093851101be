/** docs/players/README.md says what is tested: the versions that are installed here, and the streams of e2e/players. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const root = new URL("../../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");
const document = read("docs/players/README.md");

/** By the name in the document. `format`: of a player that plays one format only, whose tests do not name it. */
const players = [
  { name: "hls.js", test: "hlsjs", npm: "hls.js-1", oldest: "hls.js-1.5", format: "HLS, " },
  { name: "Shaka", test: "shaka", npm: "shaka-player-5", oldest: "shaka-player-4.7", format: "" },
  { name: "dash.js", test: "dashjs", npm: "dashjs", oldest: "dashjs-5.0", format: "DASH, " },
  { name: "video.js", test: "videojs", npm: "video.js", oldest: "video.js-8.15", format: "" },
] as const;

/** The cells of the table's rows, by the heading of the first column. */
function tableOf(heading: string): string[][] {
  const [, table = ""] = document.split(`\n| ${heading} `);
  const [lines = ""] = table.split("\n\n");
  return lines
    .split("\n")
    .slice(2)
    .map((line) => line.split("|").slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()));
}

describe.each(players)("$name", ({ name, test: file, npm, oldest, format }) => {
  const source = read(`e2e/players/${file}.e2e.test.ts`);

  test("is tested with the versions that the document names", () => {
    const versionOf = (folder: string): string =>
      (JSON.parse(read(`node_modules/${folder}/package.json`)) as { version: string }).version;
    const row = tableOf("player").find(([player]) => player === name);
    expect(row?.slice(5, 7)).toEqual([versionOf(npm), versionOf(oldest)]);
    expect(read("e2e/players/oldest.e2e.test.ts")).toContain(`"${file}-oldest"`);
  });

  test("is tested on the streams that the document names", () => {
    const column = 1 + players.findIndex((player) => player.name === name);
    const documented = tableOf("stream").filter((row) => row[column] === "yes");
    const [, journey = ""] = source.split('describe("three viewers play');
    const [list = ""] = journey.split("])(");
    const labels = [...list.matchAll(/^ {4}\["([^"]+)", /gm)].map(
      ([, label = ""]) => format + label,
    );
    expect(labels).not.toEqual([]);
    expect(documented.map(([stream]) => stream).sort()).toEqual(labels.sort());
  });

  test("has the bounds that the document names", () => {
    const [, recorded, live] = /most = \{ recorded: ([\d.]+), live: ([\d.]+) \}/.exec(source) ?? [];
    expect(document.replace(/\s+/g, " ")).toContain(
      `at most ${recorded} times for a recorded stream and ${live} times for a live one`,
    );
  });
});
