/**
 * Replaces `buffer` and `safe-buffer` by alias (see vite-aliases.ts). simple-peer uses them for random names and for
 * data from the channel, which never arrives here.
 */
import { bytesToHex } from "../tracker/tracker-bytes.ts";

class Bytes extends Uint8Array {
  /** Returns hex, the only encoding that simple-peer uses. */
  override toString(): string {
    return bytesToHex(this);
  }
}

/** The parts of Node's `Buffer` that simple-peer 9 uses. A test compares them with its source. */
export const Buffer = {
  allocUnsafe: (length: number): Uint8Array<ArrayBuffer> => new Bytes(length),
  /** Returns a view, not a copy. */
  from: (data: ArrayBuffer): Uint8Array => new Bytes(data),
};
