/** What peers of our own say, whatever bytes come (docs/protocol.md). */
import { defaultLimits, type WireSegmentId } from "@swarmlane/contract";
import { createMediaPeerOracle } from "@swarmlane/testkit/node";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SegmentWireCommand } from "./command.ts";
import { decodeFrame } from "./decode-frame.ts";
import { encodeCommand } from "./encode-command.ts";
import { encodeChanges, type MapEntries, type MapEntry } from "./encode-segments-map.ts";
import { flatten } from "./flatten.fake.ts";
import { commonVersion, encodeHello } from "./hello.ts";
import { createPieceAssembly } from "./piece-assembly.ts";
import { createPieceCursor } from "./piece-cursor.ts";
import { pieceHeaderBytes } from "./piece-frame.ts";

const limits = defaultLimits;
const numbered = { receiving: false, numbered: true, limits };
const content = (length: number) => Uint8Array.from({ length }, (_, n) => n % 251);

const id = fc.string({ unit: "binary", maxLength: 60 }).map((text) => text as WireSegmentId);
const number = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const commands: fc.Arbitrary<SegmentWireCommand> = fc.oneof(
  fc.record({ type: fc.constantFrom("absent" as const, "cancel" as const), id, number }),
  fc
    .tuple(id, number, fc.integer({ min: 2, max: limits.segmentBytes }), fc.nat())
    .map(([segmentId, r, size, at]) => ({
      ...{ type: "request" as const, id: segmentId, number: r },
      ...{ offset: 1 + (at % (size - 1)), size },
    })),
);

test("a command that was encoded is decoded to the same", () => {
  fc.assert(
    fc.property(commands, (command) => {
      expect(decodeFrame(encodeCommand(command), numbered)).toEqual({ kind: "command", command });
    }),
  );
});

test("what is cut into numbered pieces from any byte on is put together to the same bytes", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5000 }),
      fc.nat(4999),
      fc.integer({ min: pieceHeaderBytes + 1, max: 600 }),
      number,
      (size, at, frameBytes, r) => {
        const bytes = content(size);
        const offset = at % size;
        const assembly = createPieceAssembly(size, limits, bytes.subarray(0, offset));
        const cursor = createPieceCursor(bytes, frameBytes, { number: r, offset });
        let sent = offset;
        for (let frame = cursor.peek(); frame !== undefined; frame = cursor.peek()) {
          expect(cursor.peek()).toBe(frame);
          expect(frame.byteLength).toBeLessThanOrEqual(frameBytes);
          const decoded = decodeFrame(frame, numbered);
          if (decoded.kind !== "numbered") throw new Error(decoded.kind);
          const { size: told, offset: place } = decoded;
          expect([decoded.number, told, place]).toEqual([r, size, assembly.received]);
          assembly.add(decoded.bytes);
          sent += cursor.advance();
        }
        expect(sent).toBe(size);
        expect(assembly.take()).toEqual(bytes);
      },
    ),
    { numRuns: 40 },
  );
});

test("changes lead from any map to any other", () => {
  const maps = fc
    .dictionary(fc.constantFrom("1", "2", "3", "4"), fc.constantFrom<0 | 1>(0, 1))
    .map((record): MapEntries => {
      const entries = Object.entries(record).map(
        ([sequence, status]): [WireSegmentId, MapEntry] => [
          `s+${sequence}` as WireSegmentId,
          { stream: "s", sequence, status },
        ],
      );
      return new Map(entries);
    });
  const names = ["loaded", "loading"] as const;
  const statuses = (map: MapEntries) =>
    new Map(
      [...map].map(([segmentId, { status }]) => [segmentId as string, names[status as 0 | 1]]),
    );
  fc.assert(
    fc.property(maps, maps, (before, after) => {
      const decoded = decodeFrame(encodeChanges(before, after, 1, 2), numbered);
      if (decoded.kind !== "command" || decoded.command.type !== "changes") throw new Error("none");
      const followed = statuses(before);
      for (const [segmentId, status] of flatten(decoded.command.changes)) {
        if (status === "gone") expect(followed.delete(segmentId)).toBe(true);
        else followed.set(segmentId, status);
      }
      expect(followed).toEqual(statuses(after));
    }),
  );
});

describe("any bytes", () => {
  const kinds = /^(command|numbered|error)$/;

  test("random bytes, as a piece and as a command too, never throw and are never a bare piece", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const framed = Uint8Array.from([0x7b, 0x22, ...bytes, 0x7d]);
        for (const candidate of [bytes, framed, Uint8Array.from([1, ...bytes])])
          expect(decodeFrame(candidate, numbered).kind).toMatch(kinds);
      }),
    );
  });

  test("random JSON in a command's clothes never throws", () => {
    const codes = fc.constantFrom(0, 1, 2, 3, 4, 16, 17, 18, 99, -1);
    const value = fc.jsonValue();
    fc.assert(
      fc.property(
        codes,
        fc.dictionary(fc.constantFrom("i", "s", "r", "o", "v", "f", "t", "m"), value),
        (c, fields) => {
          const bytes = new TextEncoder().encode(JSON.stringify({ c, ...fields }));
          expect(decodeFrame(bytes, numbered).kind).toMatch(kinds);
          expect(decodeFrame(bytes, { receiving: true, limits }).kind).not.toBe("error");
        },
      ),
    );
  });

  test("changes are bounded like a map", () => {
    const text = `{"c":17,"f":1,"t":2,"m":{"s":["${"1|".repeat(60_000)}",[${"0,".repeat(60_000)}0]]}}`;
    const decoded = decodeFrame(new TextEncoder().encode(text), numbered);
    expect(decoded).toMatchObject({ kind: "error", error: { code: "P2P_LIMIT_EXCEEDED" } });
    const long = `{"c":17,"f":1,"t":2,"m":{${'"a":["",[]],'.repeat(30_000)}}}`;
    expect(decodeFrame(new TextEncoder().encode(long), numbered)).toMatchObject({
      kind: "error",
      error: { code: "P2P_LIMIT_EXCEEDED" },
    });
  });
});

describe("the greeting", () => {
  test("is nothing to 0.6.2, which goes on to request and receive as ever", () => {
    const oracle = createMediaPeerOracle();
    oracle.receive(encodeHello());
    expect(oracle.events).toEqual([]);
    const wanted = "m+V2+17" as WireSegmentId;
    oracle.peer.requestSegment(wanted);
    oracle.receive(encodeHello());
    oracle.receive(encodeCommand({ type: "data", id: wanted, size: 3 }));
    oracle.receive(content(3));
    expect(oracle.events.map(([name]) => name)).toEqual(["segment-loaded"]);
  });

  test("leads both sides to the same version", () => {
    expect(commonVersion({ lowest: 1, highest: 1 })).toBe(1);
    expect(commonVersion({ lowest: 1, highest: 9 })).toBe(1);
    expect(commonVersion({ lowest: 2, highest: 9 })).toBe(0);
    expect(commonVersion({ lowest: 0, highest: 0 })).toBe(0);
  });
});
