/** The script-tag build: `window.swarmlane.videojs`. Page. */
import { VideoJsP2PEngine } from "./videojs-engine.ts";

const page = globalThis as { swarmlane?: { videojs?: unknown } };

page.swarmlane ??= {};
page.swarmlane.videojs = { VideoJsP2PEngine };
