/**
 * A checksum that detects truncation and damage, but not attacks. Pure. It processes gigabytes per second with four independent
 * lanes that are mixed as in xxHash32 (with its constants, but a different output).
 */

const prime1 = 0x9e3779b1 | 0;
const prime2 = 0x85ebca77 | 0;
const prime3 = 0xc2b2ae3d | 0;

/** 32 bits, unsigned. */
export function checksum(data: ArrayBuffer): number {
  const words = new Int32Array(data, 0, data.byteLength >> 2);
  const rest = new Uint8Array(data, words.byteLength);
  const whole = words.length & ~3;
  let a = (prime1 + prime2) | 0;
  let b = prime2;
  let c = data.byteLength | 0;
  let d = -prime1 | 0;
  for (let i = 0; i < whole; i += 4) {
    a = round(a, words[i] ?? 0);
    b = round(b, words[i + 1] ?? 0);
    c = round(c, words[i + 2] ?? 0);
    d = round(d, words[i + 3] ?? 0);
  }
  for (let i = whole; i < words.length; i += 1) a = round(a, words[i] ?? 0);
  for (const byte of rest) b = round(b, byte);
  let sum = rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18);
  sum = Math.imul(sum ^ (sum >>> 15), prime2);
  sum = Math.imul(sum ^ (sum >>> 13), prime3);
  return (sum ^ (sum >>> 16)) >>> 0;
}

function round(lane: number, word: number): number {
  return Math.imul(rotate((lane + Math.imul(word, prime2)) | 0, 13), prime1);
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
