/** The global scripts' names. */
import { playStream } from "../shared/play-stream.js";

void playStream(window.Hls, window.swarmlane.hlsjs.HlsJsP2PEngine, window.p2pml.storage);
