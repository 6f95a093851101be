/**
 * Collects one body after the bytes that are already there, in one buffer. The buffer has the announced size, or doubles as
 * bytes arrive. The platform can write into it directly (`room`, `take`); otherwise chunks are copied (`write`).
 */
import { LoaderError } from "@swarmlane/contract";

export interface BodyBuffer {
  /** Bytes of the body so far, without those in front of it. */
  readonly length: number;
  /** A view for the platform to fill from its start; it may detach the buffer behind. Never empty. */
  room(): Uint8Array<ArrayBuffer>;
  /** Gives `room` back with what was filled in, nothing included. Throws `HTTP_TOO_LARGE`. */
  take(filled: Uint8Array<ArrayBuffer>): void;
  /** Copies `chunk`. Throws `HTTP_TOO_LARGE`. */
  write(chunk: Uint8Array): void;
  /** Returns all bytes in a buffer of exactly that length, which the caller owns. */
  join(): ArrayBuffer;
}

export interface BodyBufferOptions {
  /** Goes in front of the body. */
  readonly partial: Uint8Array | undefined;
  /** The expected length of the body. It may be wrong. */
  readonly sizeHint: number | undefined;
  /** Most bytes in all. */
  readonly limit: number;
}

/** Bytes. What Chromium hands over at once; also shows that a body of the size announced is over. */
const spareBytes = 64 * 1024;

export function createBodyBuffer({ partial, sizeHint, limit }: BodyBufferOptions): BodyBuffer {
  const before = partial?.byteLength ?? 0;
  const capacity = before + (sizeHint ?? 0);
  let target = new Uint8Array(capacity <= limit ? capacity : 0);
  let length = 0;
  /** What `room` gave out is not part of `target`. */
  let isSpare = false;

  function claim(bytes: number): void {
    length += bytes;
    if (length > limit) throw new LoaderError("HTTP_TOO_LARGE", `more than ${limit} bytes`);
  }

  function write(chunk: Uint8Array): void {
    const offset = length;
    claim(chunk.byteLength);
    if (length > target.byteLength) {
      const grown = new Uint8Array(Math.max(length, Math.min(2 * target.byteLength, limit)));
      grown.set(target.subarray(0, offset));
      target = grown;
    }
    target.set(chunk, offset);
  }

  if (partial !== undefined) write(partial);

  return {
    get length() {
      return length - before;
    },
    room() {
      isSpare = length >= target.byteLength;
      return isSpare ? new Uint8Array(spareBytes) : target.subarray(length);
    },
    take(filled) {
      if (isSpare) {
        write(filled);
        return;
      }
      target = new Uint8Array(filled.buffer);
      claim(filled.byteLength);
    },
    write,
    join: () => (length === target.byteLength ? target.buffer : target.buffer.slice(0, length)),
  };
}
