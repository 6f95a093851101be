/** Addresses with tokens that expire: the origin refuses an old one with 403. hls.js. */
import { liveWindow } from "@swarmlane/testkit/node";
import { describe, expect } from "vitest";
import { expectOriginBytes, hasPlayed } from "../harness/journey.ts";
import { hasShared, isLaterThan, readCommitted, speed, test } from "./test.ts";

const playlist = "hls-ts/v0/media.m3u8";
const recording = String(await readCommitted(playlist));

/** Every address in a playlist gets this token. */
function withToken(text: string, token: string): string {
  return text.replace(/^(?!#).+$/gm, (address) => `${address}?token=${token}`);
}

describe.concurrent("tokens", () => {
  test("of a live stream change with each load of its playlist, and those of the last two loads are good", async ({
    stage,
    makeStream,
  }) => {
    const startedAt = performance.now();
    /** How many each viewer got. */
    const issued = new Map<string, number>();
    const refused: string[] = [];
    const place = makeStream("token-live", (file, { searchParams }) => {
      const viewer = searchParams.get("viewer") ?? "";
      const token = searchParams.get("token") ?? "";
      const [owner = "", serial] = token.split("-");
      if (file.endsWith(".ts")) {
        if (Number(serial) >= (issued.get(owner) ?? 0) - 1) return undefined;
        refused.push(`${file} ${token}`);
        return 403;
      }
      const next = (issued.get(viewer) ?? 0) + 1;
      issued.set(viewer, next);
      const elapsed = (performance.now() - startedAt) / 1000;
      return withToken(liveWindow(recording, elapsed, { size: 6 }), `${viewer}-${next}`);
    });
    const setup = (viewer: string) => {
      return { stream: `${place}${playlist}?viewer=${viewer}`, swarmId: place };
    };
    const first = await stage.open(setup("a"));
    await first.until("it plays", hasPlayed(3));
    const second = await stage.open(setup("b"));
    await second.until("it shares", hasShared(3));
    for (const viewer of [first, second]) {
      const report = await viewer.until("it plays", hasPlayed(10));
      expect(report.errors).toEqual([]);
      expect(report.statistics).toMatchObject({ unknownMediaRequests: 0, fallbacks: 0 });
    }
    expect(refused).toEqual([]);
  });

  test("of a recorded stream expire, and the site loads the source again: sharing goes on", async ({
    stage,
    makeStream,
  }) => {
    let good = "1";
    const place = makeStream("token-recorded", (file, { searchParams }) => {
      const token = searchParams.get("token") ?? "";
      if (file === playlist) return withToken(recording, token);
      return token === good ? undefined : 403;
    });
    const stream = `${place}${playlist}`;
    const setup = {
      ...{ stream: `${stream}?token=1`, swarmId: "unused", core: { swarmId: undefined }, speed },
      player: { maxBufferLength: 4, maxMaxBufferLength: 4 },
    };
    const first = await stage.open(setup);
    await first.until("it plays", hasPlayed(4));
    const second = await stage.open(setup);
    await second.until("it plays", hasPlayed(1));
    for (const { page } of [first, second]) {
      await page.evaluate((address) => {
        let isRenewed = false;
        const [video] = document.getElementsByTagName("video");
        window.player.on("hlsError", (_event, { response }) => {
          if (response?.code !== 403 || isRenewed) return;
          isRenewed = true;
          window.player.config.startPosition = video?.currentTime ?? 0;
          window.player.loadSource(address);
        });
      }, `${stage.origin.crossUrl}${stream}?token=2`);
    }
    good = "2";
    const { statistics } = await second.report();
    const renewed = await first.until("it has the new token", ({ segments }) =>
      segments.some(({ url }) => url.endsWith("?token=2")),
    );
    await first.until("it plays on", isLaterThan(renewed, 6));
    // The other one has the new token only if it needed it: peers ask for none.
    await second.until("it shares", (report) => {
      const before = statistics?.p2pBytes ?? 0;
      return isLaterThan(renewed, 6)(report) && (report.statistics?.p2pBytes ?? 0) > before;
    });
    for (const viewer of [first, second]) {
      const report = await viewer.report();
      expect(report.statistics?.unknownMediaRequests).toBe(0);
      // The bytes are the same, whatever the token was.
      const segments = report.segments.map((one) => {
        return { ...one, url: one.url.replace("token=1", "token=2") };
      });
      await expectOriginBytes({ segments });
    }
  });
});
