/** In place of `err-code` by alias (see vite-aliases.ts): nobody asks simple-peer's errors for their code. Page. */
function errCode(error: Error): Error {
  return error;
}

export default errCode;
/** For `require()`: simple-peer is CommonJS and calls what it gets. */
export { errCode as "module.exports" };
