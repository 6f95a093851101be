/** Replaces `randombytes` by alias (see vite-aliases.ts). simple-peer uses it to generate names. */
import { Buffer } from "./buffer.ts";

function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(Buffer.allocUnsafe(length));
}

export default randomBytes;
/** simple-peer is CommonJS: its `require()` must return the function itself. */
export { randomBytes as "module.exports" };
