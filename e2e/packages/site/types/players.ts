/**
 * Adapters with players whose own declarations do not fit `nodenext`: there, TypeScript takes the default import of
 * shaka-player 5 and video.js 8 for their namespace. Compiled, never run.
 */
import shaka from "shaka-player";
import videojs from "video.js";
import { ShakaP2PEngine } from "@swarmlane/shaka";
import { VideoJsP2PEngine } from "@swarmlane/videojs";

ShakaP2PEngine.registerPlugins(shaka);
const player = new shaka.Player();
new ShakaP2PEngine({ core: { swarmId: "my-stream" } }, shaka).bindShakaPlayer(player);

VideoJsP2PEngine.registerPlugins(videojs);
new VideoJsP2PEngine({ core: { swarmId: "my-stream" } }).bindPlayer(videojs("video"));
