/** Replaces `get-browser-rtc` by alias (see vite-aliases.ts). simple-peer always gets a `wrtc` option from us. */
function getBrowserRtc(): null {
  return null;
}

export default getBrowserRtc;
/** simple-peer is CommonJS: its `require()` must return the function itself. */
export { getBrowserRtc as "module.exports" };
