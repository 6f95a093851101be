/** Which version of the extension two peers speak. Pure. 0.6.2 ignores the greeting. */
import { commandCodes } from "./command.ts";
import { encodeText } from "./text.ts";

const ours = { lowest: 1, highest: 1 };

/** The first frame on every connection. */
export function encodeHello(): Uint8Array<ArrayBuffer> {
  return encodeText(JSON.stringify({ c: commandCodes.hello, v: [ours.lowest, ours.highest] }));
}

/** The highest version that both speak; 0 if they have none in common, and then they speak 0.6. Both sides agree. */
export function commonVersion(theirs: typeof ours): number {
  const version = Math.min(ours.highest, theirs.highest);
  return version >= Math.max(ours.lowest, theirs.lowest) ? version : 0;
}
