import { expect, test } from "vitest";
import { abilityOf, formatOf, isPlayerName, playerNames, plays } from "./choices.ts";

test.each([
  ["/live/master.m3u8", "hls"],
  ["https://cdn.example/a/manifest.mpd?token=.m3u8", "dash"],
  ["https://cdn.example/play?file=a.mpd", "hls"],
])("the address tells the format: %s is %s", (stream, format) => {
  expect(formatOf(stream)).toBe(format);
});

test("each player plays what it can, and nothing else", () => {
  const played = playerNames.map((name) => [name, plays(name, "a.m3u8"), plays(name, "a.mpd")]);
  expect(played).toEqual([
    ["hlsjs", true, false],
    ["shaka", true, true],
    ["dashjs", false, true],
    ["videojs", true, true],
    ["hlsjs-0.6", true, false],
  ]);
});

test("the formats of a player are described in a sentence", () => {
  expect(abilityOf("dashjs")).toBe("dash.js plays only DASH");
  expect(abilityOf("shaka")).toBe("Shaka Player plays HLS and DASH");
});

test("a name that every object has is no player", () => {
  expect(isPlayerName("constructor")).toBe(false);
});
