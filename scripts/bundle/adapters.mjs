/** The packages for players: what `npm run build` makes of each, beside the loader. */

/**
 * @typedef {object} Adapter
 * @property {string} name folder under packages/
 * @property {string} player the npm package of the player, whose types the declarations import
 * @property {string} exports the names of the values that the modules export, in the order of the alphabet
 */

/** @type {readonly Adapter[]} */
export const adapters = [
  { name: "hlsjs", player: "hls.js", exports: "HlsJsP2PEngine" },
  { name: "shaka", player: "shaka-player", exports: "ShakaP2PEngine" },
  { name: "dashjs", player: "dashjs", exports: "DashJsP2PEngine" },
  { name: "videojs", player: "video.js", exports: "VideoJsP2PEngine" },
];
