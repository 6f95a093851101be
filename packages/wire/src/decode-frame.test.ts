import { defaultLimits, type WireSegmentId } from "@swarmlane/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeFrame } from "./decode-frame.ts";
import { encodeCommand } from "./encode-command.ts";
import { goldenFrames } from "./golden-frames.fake.ts";
import { encodeText } from "./text.ts";

const limits = defaultLimits;
const idle = { receiving: false, limits };
const receiving = { receiving: true, limits };
const id = "https://cdn.example/a.m3u8+V2+17" as WireSegmentId;

const decode = (text: string, options = idle) => decodeFrame(encodeText(text), options);
const errorOf = (text: string, options = idle) => {
  const frame = decode(text, options);
  return frame.kind === "error" ? frame.error.code : frame.kind;
};

describe("commands of 0.6.2", () => {
  test.each([
    [goldenFrames.data, { type: "data", id, size: 1_024_000 }],
    [goldenFrames.absent, { type: "absent", id }],
    [goldenFrames.request, { type: "request", id }],
    [goldenFrames.cancel, { type: "cancel", id }],
  ])("reads %s, during a transfer too", (text, command) => {
    expect(decode(text)).toEqual({ kind: "command", command });
    expect(decode(text, receiving)).toEqual({ kind: "command", command });
  });

  test("reads a map by stream and sequence", () => {
    expect(decode(goldenFrames.map)).toEqual({
      kind: "command",
      command: {
        type: "map",
        segments: new Map([
          [
            "https://cdn.example/a.m3u8+V2",
            new Map([
              ["17", "loaded"],
              ["18", "loaded"],
              ["19", "loading"],
            ]),
          ],
          ["https://cdn.example/a.m3u8+V1", new Map([["7", "loaded"]])],
        ]),
      },
    });
  });

  test("accepts fields in any order and fields it does not know", () => {
    expect(decode(`{"i":"x","c":3,"v":1}`)).toEqual({
      kind: "command",
      command: { type: "request", id: "x" },
    });
  });

  test("lets an unknown command through by its number", () => {
    expect(decode(`{"c":70,"x":1}`)).toEqual({
      kind: "command",
      command: { type: "unknown", code: 70 },
    });
  });
});

describe("bytes that are no command", () => {
  test.each([
    ["binary", "\u0000\u0001"],
    ["nothing", ""],
    ["JSON without a code", `{"x":1}`],
    ["a code that is no integer", `{"c":"3","i":"x"}`],
    ["broken JSON", `{"c":3,"i":}`],
    ["JSON that is not alone", ` {"c":3,"i":"x"}`],
  ])("%s is a piece", (_name, text) => {
    expect(decode(text).kind).toBe("piece");
    expect(decode(text, receiving).kind).toBe("piece");
  });

  test.each([
    ["another order of fields", `{"i":"x","c":3}`],
    ["an unknown code", `{"c":70,"x":1}`],
    ["a size that is no size", `{"c":0,"i":"x","s":"10"}`],
    ["a missing id", `{"c":3}`],
    ["a malformed map", `{"c":2,"m":[]}`],
    ["more bytes than a command has", `{"c":3,"i":"${"x".repeat(limits.commandBytes)}"}`],
  ])("during a transfer, JSON with %s is a piece", (_name, text) => {
    expect(decode(text, receiving)).toEqual({ kind: "piece" });
  });
});

describe("hostile commands", () => {
  test.each(["null", `"x"`, "0", "-1", "1.5", "1e12", "[5]", "{}", `${64 * 1024 * 1024 + 1}`])(
    "a header that promises %s bytes is a protocol error",
    (size) => {
      expect(errorOf(`{"c":0,"i":"x","s":${size}}`)).toBe("P2P_PROTOCOL_ERROR");
    },
  );

  test("a header without a size is a protocol error", () => {
    expect(errorOf(`{"c":0,"i":"x"}`)).toBe("P2P_PROTOCOL_ERROR");
  });

  test("sizes from one byte to the limit are accepted", () => {
    for (const size of [1, limits.segmentBytes])
      expect(errorOf(`{"c":0,"i":"x","s":${size}}`)).toBe("command");
  });

  test.each(["null", "5", "{}", `["x"]`])("an id that is %s is a protocol error", (value) => {
    expect(errorOf(`{"c":3,"i":${value}}`)).toBe("P2P_PROTOCOL_ERROR");
  });

  test("an id over the limit is refused", () => {
    expect(errorOf(`{"c":3,"i":"${"x".repeat(limits.idLength + 1)}"}`)).toBe("P2P_LIMIT_EXCEEDED");
  });

  test("a command over its size is refused before it is parsed", () => {
    // Not even JSON: had it been parsed, it would be a piece.
    expect(errorOf(`{"c":3,${"x".repeat(limits.commandBytes)}}`)).toBe("P2P_LIMIT_EXCEEDED");
    expect(errorOf(`{"c":2,${"x".repeat(limits.mapBytesIn)}}`)).toBe("P2P_LIMIT_EXCEEDED");
  });

  test("brackets inside names are no structure", () => {
    const names = Array(1000).fill('[{":\\"').join("|");
    const text = `{"c":2,"m":{"s":[${JSON.stringify(names)},[${Array(1000).fill(0).join()}]]}}`;
    expect(encodeText(text).byteLength).toBeGreaterThan(limits.commandBytes);
    expect(errorOf(text)).toBe("command");
  });

  test("a map of too many parts is refused before it is parsed", () => {
    // None is JSON: had one been parsed, it would be a piece.
    const parts = {
      brackets: "[".repeat(130_000),
      objects: '{"":'.repeat(60_000),
      streams: Array.from({ length: 14_000 }, (_, n) => `"${n}":["",[]],`).join(""),
      keys: Array.from({ length: 20_000 }, (_, n) => `"a${n}":1,`).join(""),
    };
    for (const many of Object.values(parts)) {
      const text = `{"c":2,"m":{${many}}}`;
      expect(text.length).toBeLessThanOrEqual(limits.mapBytesIn);
      expect(errorOf(text)).toBe("P2P_LIMIT_EXCEEDED");
      expect(errorOf(text, receiving)).toBe("piece");
    }
  });

  test("a map of too many segments is refused", () => {
    const text = `{"c":2,"m":{"s":["${"1|".repeat(60_000)}",[${"0,".repeat(60_000)}0]]}}`;
    expect(text.length).toBeLessThanOrEqual(limits.mapBytesIn);
    expect(errorOf(text)).toBe("P2P_LIMIT_EXCEEDED");
  });
});

describe("any bytes", () => {
  const segmentId = fc
    .string({ unit: "binary", maxLength: 60 })
    .map((text) => text as WireSegmentId);
  const commands = fc.oneof(
    fc.record({
      type: fc.constant("data" as const),
      id: segmentId,
      size: fc.integer({ min: 1, max: limits.segmentBytes }),
    }),
    fc.record({ type: fc.constantFrom("absent", "request", "cancel"), id: segmentId }),
  );

  test("a command that was encoded is decoded to the same, during a transfer too", () => {
    fc.assert(
      fc.property(commands, fc.boolean(), (command, isReceiving) => {
        const frame = decodeFrame(encodeCommand(command), { receiving: isReceiving, limits });
        expect(frame).toEqual({ kind: "command", command });
      }),
    );
  });

  test("random bytes never throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, isReceiving) => {
        const framed = Uint8Array.from([0x7b, 0x22, ...bytes, 0x7d]);
        for (const candidate of [bytes, framed])
          expect(decodeFrame(candidate, { receiving: isReceiving, limits }).kind).toMatch(
            /^(command|piece|error)$/,
          );
      }),
    );
  });

  test("random JSON in a command's clothes never throws, and during a transfer is never an error", () => {
    const json = fc.tuple(
      fc.integer({ min: -1, max: 6 }),
      fc.jsonValue(),
      fc.jsonValue(),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(json, ([c, i, s, m]) => {
        const bytes = encodeText(JSON.stringify({ c, i, s, m }));
        expect(decodeFrame(bytes, idle).kind).toMatch(/^(command|piece|error)$/);
        expect(decodeFrame(bytes, receiving).kind).not.toBe("error");
      }),
    );
  });

  test("mutated golden frames never throw", () => {
    const edits = fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 0, max: 255 })), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(goldenFrames)), edits, (text, changes) => {
        const bytes = encodeText(text);
        for (const [at, value] of changes) bytes[at % bytes.byteLength] = value;
        for (const options of [idle, receiving])
          expect(decodeFrame(bytes, options).kind).toMatch(/^(command|piece|error)$/);
      }),
    );
  });
});
