import { expect, test } from "vitest";
import { parseServed, parseSettings, readSession } from "./session.ts";

const served = {
  streams: [
    { label: "Recorded", url: "http://origin/master.m3u8" },
    { label: "DASH", url: "http://origin/manifest.mpd" },
  ],
  tracker: "ws://tracker",
};
const read = (query: string, answer: unknown = served) =>
  readSession(new URLSearchParams(query), parseServed(answer));

test("plays what the server serves, with current hls.js, our core and its default settings", () => {
  expect(read("")).toEqual({
    ...{ player: "hlsjs", stream: "http://origin/master.m3u8", tracker: "ws://tracker" },
    ...{ core: "swarmlane", isStored: false, isInspected: false, settings: {} },
  });
});

test.each([
  ["hlsjs", "http://origin/master.m3u8"],
  ["shaka", "http://origin/master.m3u8"],
  ["dashjs", "http://origin/manifest.mpd"],
  ["videojs", "http://origin/master.m3u8"],
])("%s alone is enough: it gets the first stream that it plays, %s", (player, stream) => {
  expect(read(`player=${player}`)).toMatchObject({ player, stream });
});

test("the address takes precedence over the server", () => {
  const settings = encodeURIComponent('{"useP2P":false}');
  expect(read(`stream=/mine.m3u8&core=0.6.2&settings=${settings}`)).toEqual({
    player: "hlsjs-0.6",
    stream: "/mine.m3u8",
    tracker: served.tracker,
    core: "0.6.2",
    isStored: false,
    isInspected: false,
    settings: { useP2P: false },
  });
});

test("stores when the address says so", () => {
  expect(read("storage=indexeddb")).toMatchObject({ isStored: true });
});

test("is inspected when the address says so", () => {
  expect(read("p2pml-inspect")).toMatchObject({ isInspected: true });
});

test.each(["[]", "null", "7", '"text"', "{"])(
  "settings of %s are rejected with a message",
  (text) => {
    expect(() => parseSettings(text)).toThrow(
      /^the settings (are not valid JSON|must be a JSON object)/,
    );
  },
);

test.each([
  ["core=9.9", 'the core "9.9" does not exist. Use one of: swarmlane, 0.6.2'],
  ["player=vlc", 'the player "vlc" does not exist'],
  ["player=toString", 'the player "toString" does not exist'],
  ["player=hlsjs&core=0.6.2", "works only with the player hlsjs-0.6"],
  ["player=shaka&core=0.6.2", "works only with the player hlsjs-0.6"],
  ["player=hlsjs&stream=/a.mpd", "hls.js plays only HLS. Choose another player for /a.mpd"],
  ["player=dashjs&stream=/a.m3u8", "dash.js plays only DASH. Choose another player for /a.m3u8"],
])("%s is rejected with a message", (query, message) => {
  expect(() => read(query)).toThrow(message);
});

test.each([null, "text", { streams: [{ url: 7 }, "x"], tracker: 7 }])(
  "a page without a stream says how to get one: %j",
  (answer) => {
    expect(() => read("", answer)).toThrow('Run "npm start"');
  },
);
