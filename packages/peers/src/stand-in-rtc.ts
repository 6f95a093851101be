/** In place of `get-browser-rtc` by alias (see vite-aliases.ts): simple-peer gets ours as its `wrtc` option. Page. */
function getBrowserRtc(): null {
  return null;
}

export default getBrowserRtc;
/** For `require()`: simple-peer is CommonJS and calls what it gets. */
export { getBrowserRtc as "module.exports" };
