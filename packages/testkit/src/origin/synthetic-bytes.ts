/** Content that both sides of a test can compute: bytes from a name, and their digest. Browser-safe. */

/** `size` bytes that depend on `name` only (xorshift32, seeded by FNV-1a). */
export function syntheticBytes(name: string, size: number): Uint8Array<ArrayBuffer> {
  let state = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    state = Math.imul(state ^ name.charCodeAt(i), 0x01000193);
  }
  // xorshift never leaves zero
  state = state === 0 ? 1 : state;
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = state & 0xff;
  }
  return bytes;
}

/** SHA-256 in hex. In a browser it needs a secure context, which loopback is. */
export async function sha256(bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
