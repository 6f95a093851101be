/**
 * Payloads without memory of their own: a body is zeros, shared by all segments of its size. One byte stands for `scale`
 * bytes on the network, so that a thousand viewers can run the real path of every byte.
 */
export interface Bodies {
  readonly scale: number;
  /** Not to be changed. */
  of(bytes: number): ArrayBuffer;
  /** The body that stands for these bytes, shared by everybody that stores them. Wrong bytes stay wrong. */
  shared(data: ArrayBuffer): ArrayBuffer;
  /** Bytes in memory of `bytes` out of `size` bytes on the network. */
  scaled(bytes: number, size: number): number;
}

/** What each byte of a wrong body is. The right ones are 0. */
export const wrongByte = 0xff;

/** Whether any of the bytes is wrong. */
export function isCorrupt(data: ArrayBuffer): boolean {
  return new Uint8Array(data).includes(wrongByte);
}

export function createBodies(scale: number): Bodies {
  const right = createShelf(0);
  const wrong = createShelf(wrongByte);
  return {
    scale,
    of: right,
    shared: (data) => (isCorrupt(data) ? wrong : right)(data.byteLength),
    scaled: (bytes, size) =>
      bytes >= size ? Math.max(1, Math.ceil(size / scale)) : Math.floor(bytes / scale),
  };
}

/** One body for each size. */
function createShelf(byte: number): (bytes: number) => ArrayBuffer {
  const bySize = new Map<number, ArrayBuffer>();
  return (bytes) => {
    const known = bySize.get(bytes) ?? new Uint8Array(bytes).fill(byte).buffer;
    bySize.set(bytes, known);
    return known;
  };
}
