/**
 * Payloads without memory of their own: a body is zeros, shared by all segments of its size. One byte stands for `scale`
 * bytes on the network, so that a thousand viewers can run the real path of every byte.
 */
export interface Bodies {
  readonly scale: number;
  /** Not to be changed. */
  of(bytes: number): ArrayBuffer;
  /** Bytes in memory of `bytes` out of `size` bytes on the network. */
  scaled(bytes: number, size: number): number;
}

export function createBodies(scale: number): Bodies {
  const bySize = new Map<number, ArrayBuffer>();
  return {
    scale,
    of(bytes) {
      const known = bySize.get(bytes) ?? new ArrayBuffer(bytes);
      bySize.set(bytes, known);
      return known;
    },
    scaled: (bytes, size) =>
      bytes >= size ? Math.max(1, Math.ceil(size / scale)) : Math.floor(bytes / scale),
  };
}
