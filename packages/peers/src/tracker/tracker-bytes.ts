/**
 * Converts between bytes, hex and binary strings (one character per byte) for the tracker client.
 *
 * Replaces `uint8-util` by alias (see vite-aliases.ts), hence the upstream names at the end. The current version of
 * `uint8-util` calls `Uint8Array.prototype.toHex`, which Chrome supports since 140 and Safari since 18.2. In older
 * browsers the client could not announce.
 */

export function binaryToHex(binary: string): string {
  return bytesToHex(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
}

export function hexToBinary(hex: string): string {
  return String.fromCharCode(...hexToBytes(hex));
}

export function hexToBytes(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function bytesToHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether `value` is a binary string of `length` bytes, as hashes and ids are in tracker frames. */
export function isBinary(value: unknown, length: number): value is string {
  if (typeof value !== "string" || value.length !== length) return false;
  return Array.from({ length }, (_, index) => value.charCodeAt(index)).every(
    (code) => code <= 0xff,
  );
}

export function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length));
}

export function textToBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function bytesToText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

export {
  binaryToHex as bin2hex,
  bytesToHex as arr2hex,
  bytesToText as arr2text,
  hexToBinary as hex2bin,
  hexToBytes as hex2arr,
  textToBytes as text2arr,
};
