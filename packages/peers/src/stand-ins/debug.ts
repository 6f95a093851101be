/**
 * Replaces `debug` by alias (see vite-aliases.ts), so that simple-peer and the tracker client log nothing. Our own
 * logs and warnings report what happens to connections.
 */
function createDebug(): () => void {
  return () => undefined;
}

export default createDebug;
/** simple-peer is CommonJS: its `require()` must return the function itself. */
export { createDebug as "module.exports" };
