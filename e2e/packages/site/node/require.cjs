/** The same entries by `require`. */
const modules = {
  core: require("swarmlane"),
  storage: require("swarmlane/storage"),
  dashjs: require("@swarmlane/dashjs"),
  hlsjs: require("@swarmlane/hlsjs"),
  shaka: require("@swarmlane/shaka"),
  videojs: require("@swarmlane/videojs"),
};
for (const [name, module] of Object.entries(modules)) {
  console.log(`${name}: ${Object.keys(module).join(" ")}`);
}
