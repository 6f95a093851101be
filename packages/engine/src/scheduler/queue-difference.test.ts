import { segmentKey, type SegmentInfo } from "@swarmlane/contract";
import { fakeQueue, fakeSegment } from "@swarmlane/testkit";
import { expect, test } from "vitest";
import { compareQueues, type Member } from "./queue-difference.ts";

const membersOf = (queue: readonly SegmentInfo[]): Member[] =>
  queue.map((info, place) => ({ info, place, nextPlace: -1, seenIn: undefined }));

function compare(before: readonly SegmentInfo[], next: readonly SegmentInfo[]) {
  const members = membersOf(before);
  const byKey = new Map(members.map((member) => [segmentKey(member.info), member]));
  const { infos, known, leaving } = compareQueues(members, byKey, next);
  const sequenceOf = ({ info }: Member) => info.sequence;
  return {
    infos,
    joining: infos.filter((_, place) => known[place] === undefined).map((info) => info.sequence),
    staying: known.flatMap((member) => (member === undefined ? [] : [sequenceOf(member)])),
    leaving: leaving.map(sequenceOf),
    places: known.flatMap((member) => (member === undefined ? [] : [member.nextPlace])),
  };
}

test("a queue that moves on: one leaves, one joins, and the others are where they are now", () => {
  expect(compare(fakeQueue(4), fakeQueue(4, 1))).toMatchObject({
    ...{ leaving: ["0"], staying: ["1", "2", "3"], joining: ["4"], places: [0, 1, 2] },
  });
});

test("a queue in another order holds the same segments", () => {
  const shuffled = [3, 0, 2, 1].map((sequence) => fakeSegment(sequence));
  expect(compare(fakeQueue(4), shuffled)).toMatchObject({
    ...{ leaving: [], staying: ["3", "0", "2", "1"], joining: [] },
  });
});

test("a seek: all leave, all join", () => {
  expect(compare(fakeQueue(2), fakeQueue(2, 7))).toMatchObject({
    ...{ leaving: ["0", "1"], staying: [], joining: ["7", "8"] },
  });
});

test("another address is the same segment, another range is not", () => {
  const moved = fakeSegment(1, { url: "elsewhere" });
  const part = fakeSegment(1, { range: "bytes=0-9" });
  expect(compare([fakeSegment(1)], [moved, part])).toMatchObject({
    ...{ leaving: [], staying: ["1"] },
    joining: ["1"],
  });
});

test("a segment that is listed twice is kept once: in its first place, with its last description", () => {
  const again = fakeSegment(1, { url: "elsewhere" });
  for (const before of [[], fakeQueue(3)]) {
    const { infos } = compare(before, [...fakeQueue(3), again]);
    expect(infos).toEqual([fakeSegment(0), again, fakeSegment(2)]);
  }
});
