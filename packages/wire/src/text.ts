/** Encodes and decodes UTF-8. Every platform has these classes, although the ES2022 library does not declare them. */

declare const TextEncoder: new () => { encode(text: string): Uint8Array<ArrayBuffer> };
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string };

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function encodeText(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** Malformed bytes become U+FFFD, as in 0.6.2; never throws. */
export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
