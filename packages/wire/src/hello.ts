/** Determines which version of the extension two peers use. Pure. 0.6.2 ignores the greeting. */
import { commandCodes } from "./command.ts";
import { encodeText } from "./text.ts";

const ours = { lowest: 1, highest: 1 };

/** The first frame on every connection. */
export function encodeHello(): Uint8Array<ArrayBuffer> {
  return encodeText(JSON.stringify({ c: commandCodes.hello, v: [ours.lowest, ours.highest] }));
}

/** Returns the highest version that both peers support, or 0 (for 0.6) if there is none. Both sides get the same result. */
export function commonVersion(theirs: typeof ours): number {
  const version = Math.min(ours.highest, theirs.highest);
  return version >= Math.max(ours.lowest, theirs.lowest) ? version : 0;
}
