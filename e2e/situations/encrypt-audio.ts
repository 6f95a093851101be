/** Encrypts a committed fMP4 track as SAMPLE-AES-CTR does: each sample with AES-128-CTR (ISO/IEC 23001-7, `cenc`). Node. */
import { createCipheriv } from "node:crypto";

export const key = Buffer.from("0123456789abcdef");
const keyId = Buffer.from("00112233445566778899aabbccddeeff", "hex");

/** The initialization segment of an AAC track, whose samples are said to be encrypted. */
export function protectInit(init: Buffer): Buffer {
  const path = ["moov", "trak", "mdia", "minf", "stbl", "stsd", "mp4a"];
  const sizes: number[] = [];
  let at = 0;
  for (const type of path) {
    at = findBox(init, type, at);
    sizes.push(at);
    at += type === "stsd" ? 16 : 8;
  }
  const entry = at - 8;
  const scheme = box("schm", Buffer.concat([zeros(4), Buffer.from("cenc"), uint32(0x10000)]));
  // Protected, with initialization vectors of 8 bytes.
  const track = box("tenc", Buffer.concat([zeros(6), Buffer.from([1, 8]), keyId]));
  const info = box(
    "sinf",
    Buffer.concat([box("frma", Buffer.from("mp4a")), scheme, box("schi", track)]),
  );
  const end = entry + init.readUInt32BE(entry);
  const result = Buffer.concat([init.subarray(0, end), info, init.subarray(end)]);
  for (const start of sizes) grow(result, start, info.length);
  result.write("enca", entry + 4, "latin1");
  return result;
}

/** A media segment with one fragment. `number` makes its initialization vectors unique. */
export function protectSegment(segment: Buffer, number: number): Buffer {
  const moof = findBox(segment, "moof", 0);
  const traf = findBox(segment, "traf", moof + 8);
  const trun = findBox(segment, "trun", traf + 8);
  const { offset, samples } = readRun(segment, trun, defaultSizeOf(segment, traf));
  const vectors = samples.map((_, index) => Buffer.concat([uint32(number), uint32(index)]));
  const list = box("senc", Buffer.concat([zeros(4), uint32(samples.length), ...vectors]));
  const sizes = box("saiz", Buffer.concat([zeros(4), Buffer.from([8]), uint32(samples.length)]));
  const end = traf + segment.readUInt32BE(traf);
  const place = box("saio", Buffer.concat([zeros(4), uint32(1), uint32(end - moof + 16)]));
  const added = Buffer.concat([list, sizes, place]);

  const encrypted = Buffer.from(segment);
  let at = moof + offset;
  samples.forEach((size, index) => {
    const vector = Buffer.concat([vectors[index] ?? zeros(8), zeros(8)]);
    createCipheriv("aes-128-ctr", key, vector)
      .update(segment.subarray(at, at + size))
      .copy(encrypted, at);
    at += size;
  });
  const result = Buffer.concat([encrypted.subarray(0, end), added, encrypted.subarray(end)]);
  for (const start of [moof, traf]) grow(result, start, added.length);
  result.writeInt32BE(offset + added.length, trun + 16);
  return result;
}

/** Bytes of each sample, and where the first one begins, from the start of the `moof`. */
function readRun(bytes: Buffer, trun: number, defaultSize: number) {
  const flags = bytes.readUInt32BE(trun + 8) & 0xffffff;
  const count = bytes.readUInt32BE(trun + 12);
  const fields = [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag);
  const start = trun + 20 + (flags & 0x4 ? 4 : 0);
  const sizeAt = 4 * fields.indexOf(0x200);
  const samples = Array.from({ length: count }, (_, index) =>
    sizeAt < 0 ? defaultSize : bytes.readUInt32BE(start + index * fields.length * 4 + sizeAt),
  );
  return { offset: bytes.readInt32BE(trun + 16), samples };
}

function defaultSizeOf(bytes: Buffer, traf: number): number {
  const header = findBox(bytes, "tfhd", traf + 8);
  const flags = bytes.readUInt32BE(header + 8);
  const before = [0x1, 0x1, 0x2, 0x8].filter((flag) => flags & flag).length;
  return flags & 0x10 ? bytes.readUInt32BE(header + 16 + 4 * before) : 0;
}

/** Where the next box of this type begins, among the siblings of the one at `from`. */
function findBox(bytes: Buffer, type: string, from: number): number {
  for (let at = from; at < bytes.length; at += bytes.readUInt32BE(at)) {
    if (bytes.toString("latin1", at + 4, at + 8) === type) return at;
  }
  throw new Error(`there is no box ${type}`);
}

function box(type: string, content: Buffer): Buffer {
  return Buffer.concat([uint32(content.length + 8), Buffer.from(type, "latin1"), content]);
}

function grow(bytes: Buffer, start: number, by: number): void {
  bytes.writeUInt32BE(bytes.readUInt32BE(start) + by, start);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function zeros(count: number): Buffer {
  return Buffer.alloc(count);
}
