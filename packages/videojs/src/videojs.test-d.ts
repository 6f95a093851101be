/** The player and the library as video.js itself types them are what the engine takes. */
import videojs from "video.js";
import { VideoJsP2PEngine } from "./index.ts";

declare const element: HTMLVideoElement;

const player = videojs(element);
const engine = new VideoJsP2PEngine({
  core: { swarmId: "a", announceTrackers: [], mainStream: { isP2PDisabled: true } },
  loader: { trackerAnnounce: [] },
});
engine.bindPlayer(player);
engine.addEventListener("onSegmentLoaded", ({ bytesLength, downloadSource }) => {
  console.log(bytesLength.toFixed(), downloadSource);
});
engine.applyDynamicConfig({ core: { isP2PDisabled: false } });
engine.getConfig().core.mainStream.swarmId satisfies string | undefined;
engine.loader?.getDetails().peerId satisfies string | undefined;
engine.destroy();
VideoJsP2PEngine.registerPlugins(videojs);
// @ts-expect-error no such option
new VideoJsP2PEngine({ core: { swarmName: "a" } });
