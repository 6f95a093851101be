/** In place of `randombytes` by alias (see vite-aliases.ts): simple-peer makes its names of them. Page. */
import { Buffer } from "./stand-in-buffer.ts";

function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(Buffer.allocUnsafe(length));
}

export default randomBytes;
/** For `require()`: simple-peer is CommonJS and calls what it gets. */
export { randomBytes as "module.exports" };
