/** A viewer: hls.js 1 on `@swarmlane/hlsjs`, by its script. Browser. */
import { offerHls1Viewer, type Hls1Engine } from "./hls1.ts";

declare const swarmlane: { readonly hlsjs: { readonly HlsJsP2PEngine: Hls1Engine } };

offerHls1Viewer(swarmlane.hlsjs.HlsJsP2PEngine);
