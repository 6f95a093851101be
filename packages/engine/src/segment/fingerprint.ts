/** Tells two copies of a segment, or of a part of it, apart; see `hashOf`. Pure. */
import { hashOf } from "@swarmlane/wire";

export function fingerprint(bytes: Uint8Array): string {
  return `${bytes.byteLength}:${hashOf(bytes).toString(16)}`;
}
