/** Differential: the genuine MediaPeer of 0.6.2 and this package must understand each other, both ways. */
import {
  defaultLimits,
  type Limits,
  type SegmentInfo,
  type WireSegmentId,
} from "@swarmlane/contract";
import { createMediaPeerOracle } from "@swarmlane/testkit/node";
import fc from "fast-check";
import { MediaPeerSegmentStatus } from "p2p-media-loader-core/dist/media-peer.js";
import { describe, expect, test } from "vitest";
import { decodeFrame } from "./decode-frame.ts";
import { encodeCommand } from "./encode-command.ts";
import { encodeSegmentsMap, listEntries, type MapContent } from "./encode-segments-map.ts";
import { flatten } from "./flatten.fake.ts";
import { goldenFrames } from "./golden-frames.fake.ts";
import { createPieceAssembly } from "./piece-assembly.ts";
import { createPieceCursor } from "./piece-cursor.ts";
import { decodeText } from "./text.ts";

const limits = defaultLimits;
const encodeMap = (content: MapContent, within: Limits) =>
  encodeSegmentsMap(listEntries(content, within));
const id = "https://cdn.example/a.m3u8+V2+17" as WireSegmentId;
const content = (length: number) => Uint8Array.from({ length }, (_, n) => (n * 7) % 256);

describe("what 0.6.2 sends", () => {
  test("equals the golden frames and our own encoding", () => {
    const oracle = createMediaPeerOracle();
    oracle.peer.requestSegment(id);
    oracle.peer.cancelSegmentRequest();
    oracle.peer.sendSegmentAbsent(id);
    oracle.peer.sendSegmentData(id, new ArrayBuffer(1_024_000));
    const header = oracle.sent[3];
    expect(
      [...oracle.sent.slice(0, 3), header].map((frame) => decodeText(frame ?? content(0))),
    ).toEqual([goldenFrames.request, goldenFrames.cancel, goldenFrames.absent, goldenFrames.data]);
    expect(oracle.sent.slice(0, 4)).toEqual([
      encodeCommand({ type: "request", id }),
      encodeCommand({ type: "cancel", id }),
      encodeCommand({ type: "absent", id }),
      encodeCommand({ type: "data", id, size: 1_024_000 }),
    ]);
  });

  test("is received whole, whatever the piece size", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3000 }),
        fc.integer({ min: 1, max: 999 }),
        (size, piece) => {
          const oracle = createMediaPeerOracle({ webRtcMaxMessageSize: piece });
          oracle.peer.sendSegmentData(id, content(size).buffer);
          const [header, ...pieces] = oracle.sent.map((frame, index) => ({
            frame,
            decoded: decodeFrame(frame, { receiving: index > 0, limits }),
          }));
          expect(header?.decoded).toEqual({ kind: "command", command: { type: "data", id, size } });
          const assembly = createPieceAssembly(size, limits);
          for (const { frame, decoded } of pieces) {
            expect(decoded.kind).toBe("piece");
            assembly.add(frame);
          }
          expect(assembly.take()).toEqual(content(size));
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("what we send", () => {
  test("0.6.2 takes for the segment it asked for", () => {
    const oracle = createMediaPeerOracle();
    oracle.peer.requestSegment(id);
    const bytes = content(1000);
    oracle.receive(encodeCommand({ type: "data", id, size: bytes.byteLength }));
    const cursor = createPieceCursor(bytes, 300);
    for (let piece = cursor.peek(); piece !== undefined; piece = cursor.peek()) {
      oracle.receive(piece);
      cursor.advance();
    }
    expect(oracle.events).toEqual([["segment-loaded", id, bytes.buffer]]);
  });

  test("0.6.2 takes for a request, and for an absent answer", () => {
    const oracle = createMediaPeerOracle();
    oracle.receive(encodeCommand({ type: "request", id }));
    oracle.peer.requestSegment(id);
    oracle.receive(encodeCommand({ type: "absent", id }));
    expect(oracle.events).toEqual([
      ["segment-request", id],
      ["segment-absent", id],
    ]);
  });

  test("0.6.2 reads our map to the same segments as we do", () => {
    const infos = fc
      .tuple(
        fc.string({ unit: "binary", maxLength: 12 }),
        fc.constantFrom("a", "constructor", "ü+1"),
      )
      .map(([sequence, masterSwarmId]): SegmentInfo => ({
        id: sequence,
        url: "",
        masterSwarmId,
        masterManifestUri: "",
        streamId: undefined,
        sequence,
        range: undefined,
        priority: 0,
      }));
    fc.assert(
      fc.property(fc.array(infos), fc.array(infos), (loaded, loadingByHttp) => {
        const frame = encodeMap({ loaded, loadingByHttp }, limits);
        const oracle = createMediaPeerOracle();
        oracle.receive(frame);
        const decoded = decodeFrame(frame, { receiving: false, limits });
        const ours =
          decoded.kind === "command" &&
          decoded.command.type === "map" &&
          flatten(decoded.command.segments);
        const theirs = [...oracle.peer.getSegmentsMap()].map(
          ([key, status]) =>
            [key, status === MediaPeerSegmentStatus.Loaded ? "loaded" : "loading"] as const,
        );
        expect(ours).toEqual(new Map(theirs));
      }),
    );
  });
});
