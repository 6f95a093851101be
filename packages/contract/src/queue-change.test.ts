import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createQueueReceiver, createQueueSender, type QueueChange } from "./queue-change.ts";
import type { SegmentInfo } from "./segment.ts";

function segment(sequence: number, changes: Partial<SegmentInfo> = {}): SegmentInfo {
  return {
    id: `m+V0+${sequence}`,
    url: `https://origin.test/${sequence}.ts`,
    masterSwarmId: "m",
    masterManifestUri: "https://origin.test/master.m3u8",
    streamId: "V0",
    sequence: String(sequence),
    range: undefined,
    priority: sequence,
    ...changes,
  };
}

/** Segments from number `first` on, the first with priority 0. */
const queueFrom = (first: number, count: number): SegmentInfo[] =>
  Array.from({ length: count }, (_, priority) => segment(first + priority, { priority }));

/** The segments that a change brings, by number. */
const brought = ({ parts }: QueueChange): string[] =>
  parts.flatMap((part) =>
    "segments" in part ? part.segments.map(({ sequence }) => sequence) : [],
  );

/** What is sent, and what arrives. */
function createLane() {
  const [sender, receiver] = [createQueueSender(), createQueueReceiver()];
  return {
    sender,
    receiver,
    send: (queue: readonly SegmentInfo[]) => {
      const change = structuredClone(sender.change(queue));
      return { change, queue: receiver.apply(change) };
    },
  };
}

describe("of a queue of 2,000", () => {
  const long = queueFrom(0, 2000);

  test("the first time all segments are sent", () => {
    const { change, queue } = createLane().send(long);
    expect(brought(change)).toHaveLength(2000);
    expect(queue).toEqual(long);
  });

  test("one is sent when one has another address", () => {
    const lane = createLane();
    lane.send(long);
    const next = long.map((info) => (info.sequence === "700" ? { ...info, url: "other" } : info));
    const { change, queue } = lane.send(next);
    expect(brought(change)).toEqual(["700"]);
    expect(change.parts).toHaveLength(3);
    expect(queue).toEqual(next);
  });

  test("one is sent when the player moves on by one, though every priority changes", () => {
    const lane = createLane();
    lane.send(long);
    const { change, queue } = lane.send(queueFrom(1, 2000));
    expect(brought(change)).toEqual(["2000"]);
    expect(change.parts).toHaveLength(2);
    expect(queue).toEqual(queueFrom(1, 2000));
  });

  test("none is sent when nothing changed, and those that are the same are the same objects", () => {
    const lane = createLane();
    const { queue: before } = lane.send(long);
    const { change, queue } = lane.send([...long]);
    expect(brought(change)).toEqual([]);
    expect(queue?.every((info, index) => info === before?.[index])).toBe(true);
  });
});

test("the queue arrives as it was sent, whatever the player changes", () => {
  const infos = fc.uniqueArray(
    fc.record({
      sequence: fc.nat(12),
      priority: fc.oneof(fc.integer({ min: -2, max: 9 }), fc.constantFrom(0.1, 1e300, Infinity)),
      url: fc.constantFrom("a", "b"),
      range: fc.constantFrom(undefined, "bytes=0-9"),
      streamId: fc.constantFrom(undefined, "V0"),
    }),
    { selector: ({ sequence, range }) => `${sequence} ${range}` },
  );
  fc.assert(
    fc.property(fc.array(infos), (drafts) => {
      const lane = createLane();
      for (const draft of drafts) {
        const sent = draft.map(({ sequence, ...changes }) => segment(sequence, changes));
        expect(lane.send(sent).queue).toEqual(sent);
      }
    }),
  );
});

describe("a receiver that missed a change", () => {
  test("says so, and keeps what it has", () => {
    const { sender, receiver, send } = createLane();
    send(queueFrom(0, 3));
    sender.change(queueFrom(1, 3));
    expect(receiver.apply(sender.change(queueFrom(2, 3)))).toBeUndefined();
  });

  test("is sent the whole queue afterwards", () => {
    const { sender, receiver, send } = createLane();
    send(queueFrom(0, 3));
    sender.change(queueFrom(1, 3));
    sender.forget();
    expect(receiver.apply(sender.change(queueFrom(2, 3)))).toEqual(queueFrom(2, 3));
    expect(send(queueFrom(3, 3)).queue).toEqual(queueFrom(3, 3));
  });

  test("knows no queue when it is new", () => {
    const { sender, send } = createLane();
    send(queueFrom(0, 3));
    expect(createQueueReceiver().apply(sender.change(queueFrom(0, 3)))).toBeUndefined();
  });
});
