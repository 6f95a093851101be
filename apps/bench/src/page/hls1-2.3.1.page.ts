/** A viewer: hls.js 1 on p2p-media-loader-hlsjs 2.3.1. Browser. It is available a little later, because it loads modules. */
import { offerHls1Viewer, type Hls1Engine } from "./hls1.ts";

interface EngineModule {
  readonly HlsJsP2PEngine: Hls1Engine;
}

const engine = "/npm/p2pml-hlsjs-2/p2p-media-loader-hlsjs.es.min.js";
const core = "/core/2.3.1/p2p-media-loader-core.es.min.js";

// This precedes the first module: the engine imports its core by the name of the package.
const map = document.createElement("script");
map.type = "importmap";
map.textContent = JSON.stringify({ imports: { "p2p-media-loader-core": core } });
document.head.append(map);

void import(/* @vite-ignore */ engine).then(({ HlsJsP2PEngine }: EngineModule) => {
  offerHls1Viewer(HlsJsP2PEngine);
});
