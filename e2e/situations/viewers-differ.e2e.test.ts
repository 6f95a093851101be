/** The addresses of one stream differ from viewer to viewer and from load to load. */
import { describe, expect } from "vitest";
import { expectNoHarm, shareBetween, test } from "./test.ts";

describe.concurrent("viewers whose requests carry CMCD share", () => {
  test.for([
    ["hlsjs", "in the query", { cmcd: { contentId: "c" } }, "hls-ts/master.m3u8"],
    [
      ...(["hlsjs", "in headers"] as const),
      { cmcd: { contentId: "c", useHeaders: true } },
      "hls-ts/master.m3u8",
    ],
    [
      ...(["shaka", "in the query"] as const),
      { cmcd: { enabled: true, useHeaders: false, contentId: "c" } },
      "dash/timeline.mpd",
    ],
    [
      ...(["dashjs", "in the query"] as const),
      { streaming: { cmcd: { enabled: true, mode: "query", cid: "c" } } },
      "dash/manifest.mpd",
    ],
  ] as const)("%s, %s", async ([page, way, player, file], { stage, makeStream }) => {
    const place = makeStream(`cmcd-${page}-${way.replaceAll(" ", "-")}`);
    const setup = { page, stream: place + file, swarmId: place, player };
    const { reports } = await shareBetween(stage, setup);
    for (const report of reports) await expectNoHarm(report);
    const queries = stage.origin.log.requests
      .filter(({ path }) => path.startsWith(place) && /\.(ts|m4s)$/.test(path))
      .map(({ query }) => query);
    expect(queries.some((query) => query.startsWith("CMCD="))).toBe(way === "in the query");
  });
});
