/** What a site writes against the adapters. Compiled, never run. */
import { MediaPlayer } from "dashjs";
import Hls from "hls.js";
import { DashJsP2PEngine } from "@swarmlane/dashjs";
import { HlsJsP2PEngine } from "@swarmlane/hlsjs";
import { ShakaP2PEngine } from "@swarmlane/shaka";
import { VideoJsP2PEngine } from "@swarmlane/videojs";

const HlsWithP2P = HlsJsP2PEngine.injectMixin(Hls);
const hls = new HlsWithP2P({ p2p: { core: { swarmId: "my-stream" } } });
hls.loadSource("https://cdn.example/master.m3u8");

const dash = MediaPlayer().create();
new DashJsP2PEngine({ core: { swarmId: "my-stream" } }).bindPlayer(dash);

new ShakaP2PEngine({ core: { swarmId: "my-stream" }, loader: { useP2P: false } }).destroy();
new VideoJsP2PEngine({ core: { swarmId: "my-stream" } }).destroy();
