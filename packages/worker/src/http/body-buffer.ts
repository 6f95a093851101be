/** Collects the chunks of one body behind what is there already. Bytes are copied once. */
import { LoaderError } from "@swarmlane/contract";

export interface BodyBuffer {
  /** Bytes of the body so far, without those in front of it. */
  readonly length: number;
  /** Throws `HTTP_TOO_LARGE`. `chunk` may be kept. */
  write(chunk: Uint8Array): void;
  /** Everything in one exact buffer, which the caller owns. */
  join(): ArrayBuffer;
}

export interface BodyBufferOptions {
  /** Goes in front of the body. */
  readonly partial: Uint8Array | undefined;
  /** Likely length of the body; more and less are both fine. */
  readonly sizeHint: number | undefined;
  /** Most bytes in all. */
  readonly limit: number;
}

export function createBodyBuffer({ partial, sizeHint, limit }: BodyBufferOptions): BodyBuffer {
  const before = partial?.byteLength ?? 0;
  const capacity = sizeHint === undefined ? 0 : before + sizeHint;
  const target = new Uint8Array(capacity <= limit ? capacity : 0);
  /** What `target` has no room for. */
  const overflow: Uint8Array[] = [];
  let filled = 0;
  let length = 0;

  function append(chunk: Uint8Array): void {
    length += chunk.byteLength;
    if (length > limit) throw new LoaderError("HTTP_TOO_LARGE", `more than ${limit} bytes`);
    if (overflow.length === 0 && filled + chunk.byteLength <= target.byteLength) {
      target.set(chunk, filled);
      filled += chunk.byteLength;
    } else {
      overflow.push(chunk);
    }
  }

  if (partial !== undefined) append(partial);

  return {
    get length() {
      return length - before;
    },
    write: append,
    join() {
      if (filled === length) {
        return filled === target.byteLength ? target.buffer : target.buffer.slice(0, filled);
      }
      const joined = new Uint8Array(length);
      joined.set(target.subarray(0, filled));
      let offset = filled;
      for (const chunk of overflow) {
        joined.set(chunk, offset);
        offset += chunk.byteLength;
      }
      return joined.buffer;
    },
  };
}
