/**
 * The hash under which the peers of a stream meet at a tracker. Pure.
 * SHA-1 is implemented here because `crypto.subtle` is asynchronous and missing on pages without https.
 */
import { bytesToHex, textToBytes } from "./tracker-bytes.ts";

/** Part of the 0.6 wire protocol: peers with another version use other hashes and never meet. */
const protocolVersion = "2";

const blockBytes = 64;
/** Follows the message: one byte that starts with a 1 bit, and the length of the message in bits. */
const trailerBytes = 9;

/** SHA-1 of the UTF-8 of the version and the swarm id, as 40 hex characters. */
export function infoHash(streamSwarmId: string): string {
  return bytesToHex(sha1(textToBytes(protocolVersion + streamSwarmId)));
}

/** FIPS 180-4, for names only: SHA-1 no longer protects anything. Returns 20 bytes. */
function sha1(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = pad(message);
  const digest = new DataView(new ArrayBuffer(20));
  [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0].forEach((word, index) => {
    digest.setUint32(4 * index, word);
  });
  for (let offset = 0; offset < padded.byteLength; offset += blockBytes) {
    digestBlock(digest, expand(padded, offset));
  }
  return new Uint8Array(digest.buffer);
}

function pad(message: Uint8Array): DataView {
  const blocks = Math.ceil((message.byteLength + trailerBytes) / blockBytes);
  const padded = new Uint8Array(blocks * blockBytes);
  padded.set(message);
  padded[message.byteLength] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.byteLength - 8, Math.floor(message.byteLength / 2 ** 29));
  view.setUint32(padded.byteLength - 4, message.byteLength * 8);
  return view;
}

/** Returns the 16 words of a block followed by the 64 words derived from them. */
function expand(padded: DataView, offset: number): DataView {
  const words = new DataView(new ArrayBuffer(4 * 80));
  const word = (index: number): number => words.getUint32(4 * index);
  for (let index = 0; index < 80; index += 1) {
    const value =
      index < 16
        ? padded.getUint32(offset + 4 * index)
        : rotate(word(index - 3) ^ word(index - 8) ^ word(index - 14) ^ word(index - 16), 1);
    words.setUint32(4 * index, value);
  }
  return words;
}

function digestBlock(digest: DataView, words: DataView): void {
  const start = [0, 4, 8, 12, 16].map((offset) => digest.getUint32(offset));
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = start;
  for (let index = 0; index < 80; index += 1) {
    const sum = rotate(a, 5) + roundOf(index, b, c, d) + e + words.getUint32(4 * index);
    [a, b, c, d, e] = [sum, a, rotate(b, 30), c, d];
  }
  [a, b, c, d, e].forEach((word, index) => {
    digest.setUint32(4 * index, word + (start[index] ?? 0));
  });
}

/** The function and constant of a round. They change every 20 rounds. */
function roundOf(index: number, b: number, c: number, d: number): number {
  if (index < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (index < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (index < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
