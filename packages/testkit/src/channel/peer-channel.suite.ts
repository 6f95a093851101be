/** What every PeerChannel must do, the fake and the real one. Runs where Vitest runs: Node or a browser. */
import { LoaderError, type PeerChannel } from "@swarmlane/contract";
import { describe, expect, test } from "vitest";
import type { ChannelPair } from "./channel-pair.ts";

/** Makes two connected channels without listeners. Called once per test. */
export type MakeChannelPair = () => Promise<ChannelPair> | ChannelPair;

const frame = (length: number, fill = 1) => new Uint8Array(length).fill(fill);
const KiB = 1024;

export function peerChannelSuite(name: string, makePair: MakeChannelPair): void {
  describe(`${name} is a PeerChannel`, () => {
    test("delivers frames whole and in order, in both directions", async () => {
      const { a, b } = await makePair();
      const [atA, atB] = [listenTo(a), listenTo(b)];
      for (let n = 1; n <= 20; n++) {
        expect(a.send(frame(n * 100, n))).toBe(true);
        expect(b.send(frame(n, n))).toBe(true);
      }
      await Promise.all([atA.frames(20), atB.frames(20)]);
      expect(atB.received).toEqual(
        Array.from({ length: 20 }, (_, n) => frame((n + 1) * 100, n + 1)),
      );
      expect(atA.received).toEqual(Array.from({ length: 20 }, (_, n) => frame(n + 1, n + 1)));
    });

    test("sends a view without the bytes around it, and leaves the caller's buffer alone", async () => {
      const { a, b } = await makePair();
      const atB = listenTo(b);
      const stored = Uint8Array.from({ length: 100 }, (_, n) => n);
      a.send(stored.subarray(10, 20));
      await atB.frames(1);
      expect(atB.received).toEqual([stored.slice(10, 20)]);
      expect(stored.byteLength).toBe(100);
    });

    test("hands out frames that the listener may keep", async () => {
      const { a, b } = await makePair();
      const atB = listenTo(b);
      a.send(frame(10, 1));
      a.send(frame(10, 2));
      await atB.frames(2);
      atB.received[0]?.fill(9);
      expect(atB.received[1]).toEqual(frame(10, 2));
    });

    test("counts the bytes that are not sent yet, and reports when few are left", async () => {
      const { a, b } = await makePair();
      const [atA, atB] = [listenTo(a), listenTo(b)];
      expect(a.bufferedAmount).toBe(0);
      for (let n = 0; n < 8; n++) a.send(frame(64 * KiB));
      expect(a.bufferedAmount).toBeGreaterThan(0);
      await atA.low(1);
      expect(a.bufferedAmount).toBeLessThanOrEqual(128 * KiB);
      await atB.frames(8);
    });

    test("returns false when its queue is full, loses nothing, and continues when there is room", async () => {
      const { a, b } = await makePair();
      const [atA, atB] = [listenTo(a), listenTo(b)];
      let sent = 0;
      while (sent < 4096 && a.send(frame(64 * KiB))) sent++;
      expect(sent).toBeLessThan(4096);
      await atA.low(1);
      expect(a.send(frame(1, 7))).toBe(true);
      await atB.frames(sent + 1);
      expect(atB.received.at(-1)).toEqual(frame(1, 7));
    }, 30_000);

    test("reports a close to both ends once, whichever end closed and however often", async () => {
      const { a, b } = await makePair();
      const [atA, atB] = [listenTo(a), listenTo(b)];
      a.close();
      a.close();
      await Promise.all([atA.closed(), atB.closed()]);
      b.close();
      a.close();
      await Promise.resolve();
      expect([atA.closes(), atB.closes()]).toEqual([1, 1]);
    });

    test("refuses to send after a close, at both ends", async () => {
      const { a, b } = await makePair();
      const [atA, atB] = [listenTo(a), listenTo(b)];
      a.close();
      expect(() => a.send(frame(1))).toThrow(expect.objectContaining({ code: "P2P_CLOSED" }));
      await Promise.all([atA.closed(), atB.closed()]);
      expect(() => b.send(frame(1))).toThrow(LoaderError);
    });
  });
}

/** Collects the events of a channel, and lets a test wait for them. */
function listenTo(channel: PeerChannel) {
  const received: Uint8Array[] = [];
  const waiting: (() => void)[] = [];
  let lows = 0;
  let closes = 0;
  const changed = (): void => waiting.splice(0).forEach((wake) => wake());
  channel.listen({
    onFrame(next) {
      received.push(next);
      changed();
    },
    onBufferedLow() {
      lows++;
      changed();
    },
    onClose() {
      closes++;
      changed();
    },
  });
  const until = async (isReached: () => boolean): Promise<void> => {
    while (!isReached()) await new Promise<void>((wake) => waiting.push(wake));
  };
  return {
    received,
    closes: () => closes,
    frames: (count: number) => until(() => received.length >= count),
    low: (count: number) => until(() => lows >= count),
    closed: () => until(() => closes > 0),
  };
}
