import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { defaultLimits, type Limits, type SegmentInfo, wireSegmentId } from "@swarmlane/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SegmentStatus } from "./command.ts";
import { decodeFrame } from "./decode-frame.ts";
import {
  canAnnounce,
  encodeSegmentsMap,
  listEntries,
  type MapContent,
} from "./encode-segments-map.ts";
import { flatten } from "./flatten.fake.ts";
import { countSeparators } from "./json-structure.ts";
import { decodeText, encodeText } from "./text.ts";

const limits = defaultLimits;
const encodeMap = (content: MapContent, within: Limits) =>
  encodeSegmentsMap(listEntries(content, within));

const segment = (sequence: string, master = "swarm", streamId?: string): SegmentInfo => ({
  id: `${master}+${streamId ?? ""}+${sequence}`,
  url: `https://cdn.example/${sequence}.ts`,
  masterSwarmId: master,
  masterManifestUri: "",
  streamId,
  sequence,
  range: undefined,
  priority: 0,
});

/** By wire id. */
function readBack(frame: Uint8Array, using = limits): ReadonlyMap<string, SegmentStatus> {
  const decoded = decodeFrame(frame, { receiving: false, limits: using });
  if (decoded.kind !== "command" || decoded.command.type !== "map")
    throw new Error(`not a map: ${JSON.stringify(decoded)}`);
  return flatten(decoded.command.segments);
}

const mapOf = (m: unknown) =>
  decodeFrame(encodeText(JSON.stringify({ c: 2, m })), { receiving: false, limits });
const errorOf = (m: unknown) => {
  const frame = mapOf(m);
  return frame.kind === "error" ? frame.error.code : frame.kind;
};

describe("sending a map", () => {
  test("writes streams and statuses in the shape of 0.6.2", () => {
    const frame = encodeMap(
      {
        loaded: [segment("17", "a.m3u8", "V2"), segment("18", "a.m3u8", "V2"), segment("7")],
        loadingByHttp: [segment("19", "a.m3u8", "V2")],
      },
      limits,
    );
    expect(decodeText(frame)).toBe(
      `{"c":2,"m":{"a.m3u8+V2":["17|18|19",[0,0,1]],"swarm":["7",[0]]}}`,
    );
  });

  test("says so when there is nothing", () => {
    expect(decodeText(encodeMap({ loaded: [], loadingByHttp: [] }, limits))).toBe(`{"c":2,"m":{}}`);
  });

  test("announces a segment that is loaded and loading as loaded, once", () => {
    const frame = encodeMap({ loaded: [segment("1")], loadingByHttp: [segment("1")] }, limits);
    expect([...readBack(frame)]).toEqual([["swarm+1", "loaded"]]);
  });

  test.each([
    ["a sequence with |", segment("1|2")],
    ["a stream that a plain object would lose", segment("1", "__proto__")],
    ["an id over the limit", segment("x".repeat(limits.idLength))],
  ])("leaves out %s", (_name, odd) => {
    expect(canAnnounce(odd, limits)).toBe(false);
    const frame = encodeMap({ loaded: [odd, segment("3")], loadingByHttp: [] }, limits);
    expect([...readBack(frame).keys()]).toEqual(["swarm+3"]);
  });

  test("announces streams called constructor, and ids beyond ASCII", () => {
    const odd = [segment("1", "constructor"), segment("ü\u2028\u{1F600}", "toString")];
    const frame = encodeMap({ loaded: odd, loadingByHttp: [] }, limits);
    expect([...readBack(frame).keys()]).toEqual(odd.map(wireSegmentId));
  });

  test("drops the oldest loaded segments when the map would be too large", () => {
    const loaded = Array.from({ length: 4000 }, (_, n) => segment(`segment-${String(n)}`, "swarm"));
    const frame = encodeMap({ loaded, loadingByHttp: [segment("new")] }, limits);
    expect(frame.byteLength).toBeLessThanOrEqual(limits.mapBytesOut);
    const ids = [...readBack(frame).keys()];
    expect(ids.length).toBeGreaterThan(2500);
    expect(ids.at(-1)).toBe("swarm+new");
    expect(ids.at(-2)).toBe("swarm+segment-3999");
    expect(ids).not.toContain("swarm+segment-0");
  });

  test("keeps to the number of segments and streams that others accept", () => {
    const small = { ...limits, segmentsPerMap: 5, swarmsPerMap: 2 };
    const loaded = ["a", "b", "c"].flatMap((swarm) =>
      ["1", "2", "3"].map((sequence) => segment(sequence, swarm)),
    );
    const ids = [...readBack(encodeMap({ loaded, loadingByHttp: [] }, small)).keys()];
    expect(ids).toEqual(["b+2", "b+3", "c+1", "c+2", "c+3"]);
  });
});

describe("receiving a map", () => {
  test.each([null, [], "x", 5, { s: null }, { s: ["1"] }, { s: ["1", [0], 0] }, { s: [1, [0]] }])(
    "%j is a protocol error",
    (m) => {
      expect(errorOf(m)).toBe("P2P_PROTOCOL_ERROR");
    },
  );

  test.each([2, -1, 0.5, "0", "length", null])("a status of %j is a protocol error", (status) => {
    expect(errorOf({ s: ["1", [status]] })).toBe("P2P_PROTOCOL_ERROR");
  });

  test("names and statuses that do not pair up spoil their own stream only", () => {
    const frame = mapOf({ bad: ["1|2|3", [0]], good: ["1", [0]] });
    expect(frame).toEqual({
      kind: "command",
      command: { type: "map", segments: new Map([["good", new Map([["1", "loaded"]])]]) },
    });
  });

  test("keys that mean something to an object are plain names", () => {
    const text = `{"c":2,"m":{"__proto__":["1",[0]],"constructor":["2",[0]]}}`;
    expect([...readBack(encodeText(text)).keys()]).toEqual(["__proto__+1", "constructor+2"]);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  test("more segments, streams or characters than the limits allow are refused", () => {
    const many = limits.segmentsPerMap + 1;
    expect(errorOf({ s: ["1|".repeat(many - 1) + "1", Array(many).fill(0)] })).toBe(
      "P2P_LIMIT_EXCEEDED",
    );
    const streams = Array.from({ length: limits.swarmsPerMap + 1 }, (_, n) => [n, ["1", [0]]]);
    expect(errorOf(Object.fromEntries(streams))).toBe("P2P_LIMIT_EXCEEDED");
    expect(errorOf({ ["s".repeat(limits.idLength)]: ["1", [0]] })).toBe("P2P_LIMIT_EXCEEDED");
  });
});

test("the bytes of a map tell how many segments it has at most, however its separators are written", () => {
  for (const written of ["|", "\\u007c", "\\u007C"]) {
    const text = `{"c":2,"m":{"s":["1${written}2${written}3",[0,0,0]]}}`;
    expect(readBack(encodeText(text)).size).toBe(3);
    expect(countSeparators(encodeText(text))).toBeGreaterThanOrEqual(2);
  }
});

test("whatever can be announced is read back, and stays within every limit", () => {
  const sequences = fc.string({ unit: "binary", maxLength: 20 });
  const infos = fc
    .tuple(sequences, fc.constantFrom("a", "b+c", "constructor", "ü"), fc.option(sequences))
    .map(([sequence, master, stream]) => segment(sequence, master, stream ?? undefined));
  fc.assert(
    fc.property(fc.array(infos), fc.array(infos), (loaded, loadingByHttp) => {
      const frame = encodeMap({ loaded, loadingByHttp }, limits);
      expect(frame.byteLength).toBeLessThanOrEqual(limits.mapBytesOut);
      const map = readBack(frame);
      for (const info of loaded.filter((each) => canAnnounce(each, limits)))
        if (new Set(map.keys()).size < limits.swarmsPerMap)
          expect(map.get(wireSegmentId(info))).toBe("loaded");
    }),
  );
});

test("a segment that is kept of a map keeps none of the others in memory", () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const padding = Array.from({ length: 120 }, (_, n) => String(n).padStart(1900, "x"));
  const kept: string[] = [];
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let n = 0; n < 200; n++) {
    const names = [`a sequence of some length ${n}`, ...padding];
    const decoded = mapOf({ s: [names.join("|"), names.map(() => 0)] });
    if (decoded.kind !== "command" || decoded.command.type !== "map") throw new Error("no map");
    for (const sequences of decoded.command.segments.values()) {
      const [sequence = ""] = sequences.keys();
      kept.push(sequence);
    }
  }
  collect();
  const held = (process.memoryUsage().heapUsed - before) / 1024 / 1024;
  expect(kept).toHaveLength(200);
  expect(held).toBeLessThan(10);
});
