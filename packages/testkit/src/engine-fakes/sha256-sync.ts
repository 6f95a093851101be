/**
 * SHA-256 (FIPS 180-4) without waiting. Any thread. A platform's own digest takes tasks, which a simulated clock does not
 * run; this one is for tests only, and slow.
 */

/** Lower-case hex. */
export function sha256Sync(bytes: Uint8Array): string {
  const state = Uint32Array.from(initial);
  const blocks = padded(bytes);
  for (let at = 0; at < blocks.byteLength; at += blockBytes) {
    compress(state, new DataView(blocks.buffer, at, blockBytes));
  }
  return Array.from(state, (word) => word.toString(16).padStart(8, "0")).join("");
}

const blockBytes = 64;
const rounds = 64;
const primes = firstPrimes(rounds);
/** The first 32 bits of the fractional parts of the square roots of the first eight primes. */
const initial = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
/** The same of the cube roots of the first 64. */
const constants = primes.map((prime) => fraction(Math.cbrt(prime)));

/** The message, one bit, zeros, and the message's length in bits: whole blocks. */
function padded(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const size = Math.ceil((bytes.byteLength + 9) / blockBytes) * blockBytes;
  const blocks = new Uint8Array(size);
  blocks.set(bytes);
  blocks[bytes.byteLength] = 0x80;
  new DataView(blocks.buffer).setBigUint64(size - 8, BigInt(bytes.byteLength) * 8n);
  return blocks;
}

function compress(state: Uint32Array, block: DataView): void {
  const w = new Uint32Array(rounds);
  const word = (index: number): number => w[index] ?? 0;
  for (let t = 0; t < rounds; t += 1) {
    if (t < 16) w[t] = block.getUint32(4 * t);
    else w[t] = small1(word(t - 2)) + word(t - 7) + small0(word(t - 15)) + word(t - 16);
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let t = 0; t < rounds; t += 1) {
    const choice = (e & f) ^ (~e & g);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const first = (h + big1(e) + choice + (constants[t] ?? 0) + word(t)) | 0;
    const second = (big0(a) + majority) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) {
    state[index] = (state[index] ?? 0) + value;
  }
}

const rotate = (x: number, by: number): number => (x >>> by) | (x << (32 - by));
const big0 = (x: number): number => rotate(x, 2) ^ rotate(x, 13) ^ rotate(x, 22);
const big1 = (x: number): number => rotate(x, 6) ^ rotate(x, 11) ^ rotate(x, 25);
const small0 = (x: number): number => rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
const small1 = (x: number): number => rotate(x, 17) ^ rotate(x, 19) ^ (x >>> 10);

function fraction(value: number): number {
  return Math.floor((value - Math.floor(value)) * 2 ** 32);
}

function firstPrimes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n += 1) {
    if (found.every((prime) => n % prime !== 0)) found.push(n);
  }
  return found;
}
