/** Replaces `err-code` by alias (see vite-aliases.ts). The code of an error from simple-peer is never read. */
function errCode(error: Error): Error {
  return error;
}

export default errCode;
/** simple-peer is CommonJS: its `require()` must return the function itself. */
export { errCode as "module.exports" };
