/** Two viewers offer each other a connection at the same moment: both must end up with the same one of the two. */
import { type ConnectionId, defaultLimits, type PeerId } from "@swarmlane/contract";
import { createChannelPair, createSimulatedClock, fakeBody, fakeQueue } from "@swarmlane/testkit";
import { describe, expect, test } from "vitest";
import { createEngineScene, type EngineScene } from "../engine.fake.ts";

const ids = { a: "aa".repeat(20) as PeerId, b: "bb".repeat(20) as PeerId };

/** Two engines, of which the first holds two segments, and the connections that each of them offered. */
async function meetTwice() {
  const clock = createSimulatedClock();
  const a = createEngineScene({ clock, peerId: ids.a });
  const b = createEngineScene({
    clock,
    peerId: ids.b,
    settings: { requiredSegmentsPriority: -1, httpDownloadProbability: 0 },
  });
  await a.load(fakeQueue(2));
  for (const { request, respond } of a.ports.http.open)
    respond(fakeBody(Number(request.segment.sequence) + 1, 50_000));
  await clock.settle();
  await b.load(fakeQueue(2));

  /** The offer of one side, as both pages pass it on; `admit` happens when ICE has finished there. */
  function offer(byA: boolean) {
    const pair = createChannelPair({ clock, latency: 20, bandwidth: 1000 });
    const id = (byA ? 1 : 2) as ConnectionId;
    a.engine.connectionOpened(id, byA, pair.a);
    b.engine.connectionOpened(id, !byA, pair.b);
    return {
      admitAtA: () => a.engine.connectionAdmit(id, ids.b, "10.0.0.2", "certificate of b"),
      admitAtB: () => b.engine.connectionAdmit(id, ids.a, "10.0.0.1", "certificate of a"),
    };
  }
  return { clock, a, b, fromA: offer(true), fromB: offer(false) };
}

const warnings = ({ ports }: EngineScene) => ports.eventsOf("warning");
const drops = ({ ports }: EngineScene) => ports.eventsOf("connection/drop");

/** In which order the two sides learn of the two connections. */
const orders = [
  ["both see A's offer first", ["A at A", "A at B", "B at A", "B at B"]],
  ["both see B's offer first", ["B at A", "B at B", "A at A", "A at B"]],
  ["each sees its own offer first", ["A at A", "B at B", "B at A", "A at B"]],
  ["each sees the other's offer first", ["B at A", "A at B", "A at A", "B at B"]],
] as const;

describe.each(orders)("%s", (_what, order) => {
  test.each([0, 30, 400])(
    "with %i ms between: one connection stays, and segments arrive",
    async (gap) => {
      const { clock, a, b, fromA, fromB } = await meetTwice();
      for (const step of order) {
        const offered = step.startsWith("A") ? fromA : fromB;
        if (step.endsWith("A")) offered.admitAtA();
        else offered.admitAtB();
        await clock.advance(gap);
      }
      // A request may cross the moment at which the other side changes over: it is answered after the probe.
      await clock.advance(defaultLimits.glareGrace + 1000);
      for (const side of [a, b]) {
        expect(side.ports.eventsOf("peer/connected")).toHaveLength(1);
        expect(side.ports.eventsOf("peer/closed")).toEqual([]);
        expect(side.ports.eventsOf("peer/banned")).toEqual([]);
        expect(warnings(side)).toEqual([]);
      }
      expect(b.loaded().sort()).toEqual(["m+V0+0", "m+V0+1"]);
      expect(b.ports.http.requests).toEqual([]);

      await clock.advance(60_000);
      const closed = new Set([...drops(a), ...drops(b)].map(({ connectionId }) => connectionId));
      expect(closed.size).toBe(1);
      for (const side of [a, b]) expect(side.ports.eventsOf("peer/closed")).toEqual([]);
    },
  );
});
