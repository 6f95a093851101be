/**
 * In place of `debug` by alias (see vite-aliases.ts): simple-peer and the tracker client log nothing. Page.
 * What there is to know about a connection is in our own logs and warnings.
 */
function createDebug(): () => void {
  return () => undefined;
}

export default createDebug;
/** For `require()`: simple-peer is CommonJS and calls what it gets. */
export { createDebug as "module.exports" };
