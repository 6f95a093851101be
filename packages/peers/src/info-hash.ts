/** Where the peers of a stream meet at a tracker. Synchronous: `crypto.subtle` is not, and needs https. */
import { sha1 } from "./sha1.ts";
import { bytesToHex, textToBytes } from "./tracker-bytes.ts";

/** Of the 0.6 wire protocol; peers of another version meet elsewhere. */
const protocolVersion = "2";

/** SHA-1 of the UTF-8 of the version and the swarm id, as 40 hex characters. */
export function infoHash(streamSwarmId: string): string {
  return bytesToHex(sha1(textToBytes(protocolVersion + streamSwarmId)));
}
