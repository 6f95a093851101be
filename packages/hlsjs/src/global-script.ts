/** The script-tag build: `window.swarmlane.hlsjs`. Page. */
import { HlsJsP2PEngine } from "./engine.ts";

const page = globalThis as { swarmlane?: { hlsjs?: unknown } };

page.swarmlane ??= {};
page.swarmlane.hlsjs = { HlsJsP2PEngine };
