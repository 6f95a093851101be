/** docs/protocol.md is right: its frames are read here, and what the code makes of them is compared. */
import { readFileSync } from "node:fs";
import { defaultLimits } from "@swarmlane/contract";
import { describe, expect, test } from "vitest";
import type { SegmentWireCommand } from "./command.ts";
import { decodeFrame, type DecodedFrame } from "./decode-frame.ts";
import { encodeCommand, encodeResend } from "./encode-command.ts";
import { encodeChanges, encodeComing, encodeSegmentsMap } from "./encode-segments-map.ts";
import { flatten } from "./flatten.fake.ts";
import { hashOf } from "./hash.ts";
import { encodeHello } from "./hello.ts";
import { pieceHeaderBytes, writePieceHeader } from "./piece-frame.ts";
import { decodeText, encodeText } from "./text.ts";

const limits = defaultLimits;
const document = readFileSync(new URL("../../../docs/protocol.md", import.meta.url), "utf8");

/** The lines of the blocks of that kind. */
function framesOf(kind: string): string[] {
  const blocks = [...document.matchAll(/```frame (.+)\n([^`]+)```/g)];
  return blocks
    .filter(([, name]) => name === kind)
    .flatMap(([, , lines = ""]) => lines.trim().split("\n"));
}

const decode = (bytes: Uint8Array, numbered: boolean) =>
  decodeFrame(bytes, { receiving: false, numbered, limits });

function commandOf(decoded: DecodedFrame) {
  if (decoded.kind !== "command") throw new Error(decoded.kind);
  return decoded.command;
}

describe("the document's frames", () => {
  test.each(["0.6", "numbered"])("%s: commands about a segment are what we send", (kind) => {
    const lines = framesOf(kind).filter((line) => !line.startsWith(`{"c":2,`));
    expect(lines.length).toBeGreaterThanOrEqual(4);
    for (const line of lines) {
      const command = commandOf(decode(encodeText(line), kind === "numbered"));
      const zeroless = {
        ...command,
        ...("offset" in command && { offset: command.offset || undefined }),
      };
      expect(decodeText(encodeCommand(zeroless as SegmentWireCommand))).toBe(line);
    }
  });

  test("the map lists what is held and what is being loaded", () => {
    const map = framesOf("0.6").find((line) => line.startsWith(`{"c":2,`)) ?? "";
    const command = commandOf(decode(encodeText(map), false));
    expect(command.type === "map" && [...flatten(command.segments).values()]).toEqual([
      "loaded",
      "loaded",
      "loading",
      "loaded",
    ]);
  });

  test("the greeting is ours", () => {
    expect(framesOf("hello")).toEqual([decodeText(encodeHello())]);
    const command = commandOf(decode(encodeHello(), false));
    expect(command).toEqual({ type: "hello", lowest: 1, highest: 1 });
  });

  test("pieces say their number, the segment's size and their place", () => {
    const read = framesOf("piece").map((line) => {
      const frame = Uint8Array.from(Buffer.from(line.replaceAll(" ", ""), "hex"));
      const decoded = decode(frame, true);
      if (decoded.kind !== "numbered") throw new Error(decoded.kind);
      const again = Uint8Array.from([...new Uint8Array(pieceHeaderBytes), ...decoded.bytes]);
      writePieceHeader(again, decoded);
      expect(again).toEqual(frame);
      return [decoded.number, decoded.size, decoded.offset, decoded.bytes.byteLength];
    });
    expect(read).toEqual([
      [2, 1_024_000, 65_536, 3],
      [1, 1, 0, 1],
      [2 ** 32 - 1, limits.segmentBytes, limits.segmentBytes - 3, 3],
    ]);
  });

  test("changes are what we send when one segment went and one came", () => {
    const entry = (sequence: string) => ({ stream: "m+V2", sequence, status: 0 as const });
    const entries = (...names: string[]) =>
      new Map(names.map((name) => [`m+V2+${name}` as never, entry(name)]));
    const [before, after] = [entries("16", "17"), entries("17", "20")];
    const [from, to] = [before, after].map((each) => hashOf(encodeSegmentsMap(each)));
    const frame = encodeChanges(before, after, from ?? 0, to ?? 0);
    expect(framesOf("changes")).toEqual([decodeText(frame)]);
    const command = commandOf(decode(frame, true));
    expect(command.type === "changes" && [...flatten(command.changes)]).toEqual([
      ["m+V2+20", "loaded"],
      ["m+V2+16", "gone"],
    ]);
  });

  test("the question for the whole map is ours, and the hash of the empty one is right", () => {
    expect(framesOf("resend")).toEqual([decodeText(encodeResend())]);
    const hash = hashOf(encodeSegmentsMap(new Map()));
    expect(document).toContain(`the hash is ${hash}.`);
  });

  test("what is on its way is told as we tell it", () => {
    const entry = (sequence: string, status: 0 | 1) => ({ stream: "m+V2", sequence, status });
    const entries = new Map([
      ["m+V2+21" as never, entry("21", 0)],
      ["m+V2+22" as never, entry("22", 1)],
    ]);
    const frames = [entries, new Map()].map((each) => encodeComing(each));
    expect(framesOf("coming")).toEqual(frames.map((frame) => decodeText(frame)));
    const [command, old] = [true, false].map((numbered) =>
      commandOf(decode(frames[0] ?? new Uint8Array(), numbered)),
    );
    expect(command?.type === "coming" && [...flatten(command.segments)]).toEqual([
      ["m+V2+21", "loaded"],
      ["m+V2+22", "loading"],
    ]);
    expect(old).toEqual({ type: "unknown", code: 19 });
  });

  test("the limits are the code's", () => {
    const rows = [
      [`${limits.segmentsPerMap.toLocaleString("en")}; ${limits.swarmsPerMap}`],
      [`1 byte to ${limits.segmentBytes / 1024 / 1024} MiB`],
      [
        `${limits.commandBytes / 1024} KiB; ${limits.mapBytesIn / 1024} KiB in, ${limits.mapBytesOut / 1024} KiB out`,
      ],
      [`${limits.idLength.toLocaleString("en")} UTF-16 units`],
      [
        `${limits.costPerSecond / 1024} KiB per second, ${limits.costBurst / 1024 / 1024} MiB at once`,
      ],
      [`${limits.frameCost / 1024} KiB for each message, ${limits.entryCost} bytes for each entry`],
      [`${limits.requestsPerSecond} per second, ${limits.requestsBurst} at once`],
      [`${limits.resendsPerSecond} per second, ${limits.resendsBurst} at once`],
      [`${limits.receiveBytes / 1024 / 1024} MiB`],
      [`\`requestsInFlight\` (${limits.requestsInFlight})`],
      [`\`strikes\` (${limits.strikes})`],
    ];
    for (const [text = ""] of rows) expect(document).toContain(text);
  });
});
