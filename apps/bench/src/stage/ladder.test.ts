import { expect, test } from "vitest";
import { ladderMpd, padFragment, padTransportStream, rungs } from "./ladder.ts";

test("a transport stream is padded with whole null packets", () => {
  const segment = Buffer.alloc(188, 1);
  const padded = padTransportStream(segment, 1000);
  expect(padded).toHaveLength(5 * 188);
  expect(padded.subarray(0, 188)).toEqual(segment);
  for (let offset = 188; offset < padded.length; offset += 188) {
    expect([...padded.subarray(offset, offset + 4)]).toEqual([0x47, 0x1f, 0xff, 0x10]);
  }
});

test("a fragment is padded with one box, which names its length", () => {
  const padded = padFragment(Buffer.from("moof"), 104);
  expect(padded).toHaveLength(104);
  expect([padded.readUInt32BE(4), padded.toString("latin1", 8, 12)]).toEqual([100, "free"]);
});

test("what is longer than its rung stays as it is", () => {
  const segment = Buffer.alloc(376, 1);
  expect(padTransportStream(segment, 100)).toEqual(segment);
  expect(padFragment(segment, 380)).toEqual(segment);
});

test("a manifest offers each rung, and the audio under a name of its own", () => {
  const mpd = ladderMpd(
    '<A>\n\t<Representation id="0" codecs="x" bandwidth="130000" width="1">\n\t</Representation>\n</A>\n' +
      '<A>\n\t<Representation id="1" bandwidth="32000"></Representation>\n</A>\n',
  );
  const found = [...mpd.matchAll(/id="(\w+)".*? bandwidth="(\d+)"/g)].map(([, ...pair]) => pair);
  expect(found).toEqual([
    ...rungs.map((rung, index) => [String(index), String(rung)]),
    ["audio", "32000"],
  ]);
});
