/** Several hls.js players on one page, and a player that gets another source. */
import { expect } from "vitest";
import { hasPlayed } from "../harness/journey.ts";
import type { PlayerReport } from "../players/page/player-report.ts";
import { expectNoHarm, hasShared, isLaterThan, speed, test } from "./test.ts";

test("two players on a page, each with its engine, share each their stream; one gets another source, and is destroyed: the other one plays on", async ({
  stage,
  makeStream,
}) => {
  const place = makeStream("several");
  // Without a swarm id, because one of the players plays two streams.
  const common = { swarmId: "unused", core: { swarmId: undefined }, speed };
  const one = { ...common, stream: `${place}hls-ts/master.m3u8` };
  const two = { ...common, stream: `${place}dash/master.m3u8` };

  const firstOne = await stage.open(one);
  const firstTwo = await stage.openBeside(firstOne, two);
  await Promise.all([firstOne, firstTwo].map((viewer) => viewer.until("it plays", hasPlayed(4))));
  const secondOne = await stage.open(one);
  const secondTwo = await stage.openBeside(secondOne, two);
  await Promise.all(
    [secondOne, secondTwo].map((viewer) => viewer.until("it shares", hasShared(3))),
  );

  const next = `${stage.origin.crossUrl}${place}hls-byterange/media.m3u8`;
  const shared = (await secondOne.report()).statistics?.p2pBytes ?? 0;
  await firstOne.page.evaluate((url) => window.player.loadSource(url), next);
  await firstOne.until("it plays the next source", hasSegmentsOf("hls-byterange", 4));
  await secondOne.page.evaluate((url) => window.player.loadSource(url), next);
  await secondOne.until("it plays the next source", hasSegmentsOf("hls-byterange", 4));
  await secondOne.until("it shares the next source", ({ statistics, segments }) => {
    const last = segments.at(-1)?.bytes ?? 0;
    return (statistics?.p2pBytes ?? 0) >= shared + 2 * last;
  });

  await firstOne.page.evaluate(() => window.player.destroy());
  await secondOne.until("the other one has left", ({ statistics }) => statistics?.peers === 0);
  const before = await firstTwo.report();
  const after = await firstTwo.until("it plays on", isLaterThan(before, 4));
  expect(after.statistics?.peers).toBe(1);

  const folders: readonly [PlayerReport, RegExp][] = [
    [await firstOne.report(), /\/(hls-ts|hls-byterange)\//],
    [await secondOne.report(), /\/(hls-ts|hls-byterange)\//],
    [after, /\/dash\//],
    [await secondTwo.report(), /\/dash\//],
  ];
  for (const [report, folder] of folders) {
    await expectNoHarm(report);
    for (const { url } of report.segments) expect(url).toMatch(folder);
  }
});

function hasSegmentsOf(folder: string, count: number) {
  return ({ segments }: PlayerReport) =>
    segments.filter(({ url }) => url.includes(`/${folder}/`)).length >= count;
}
