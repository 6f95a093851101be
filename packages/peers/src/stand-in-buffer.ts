/**
 * The bytes of simple-peer, in place of `buffer` and `safe-buffer` by alias (see vite-aliases.ts). Page.
 * Random names are made of them, and what comes over a channel would be; our stand-in channel brings nothing.
 */
import { bytesToHex } from "./tracker-bytes.ts";

class Bytes extends Uint8Array {
  /** Hex, the one encoding that is asked for. */
  override toString(): string {
    return bytesToHex(this);
  }
}

/** All that simple-peer 9 and its random names use of Node's `Buffer`; compared with its source by a test. */
export const Buffer = {
  allocUnsafe: (length: number): Uint8Array => new Bytes(length),
  /** A view: does not copy. */
  from: (data: ArrayBuffer): Uint8Array => new Bytes(data),
};
