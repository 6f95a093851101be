/** A CommonJS module, with the declarations for `require`. Compiled, never run. */
import core = require("swarmlane");
import storage = require("swarmlane/storage");
import hlsjs = require("@swarmlane/hlsjs");
import shaka = require("@swarmlane/shaka");
import dashjs = require("@swarmlane/dashjs");
import videojs = require("@swarmlane/videojs");

const loader: core.LoaderInterface = new core.HybridLoader();
const engines = [
  hlsjs.HlsJsP2PEngine,
  shaka.ShakaP2PEngine,
  dashjs.DashJsP2PEngine,
  videojs.VideoJsP2PEngine,
];
console.log(loader, storage.openStorageCatalog, engines.length);
