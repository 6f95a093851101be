/** The script-tag build: `window.swarmlane.shaka`. Page. */
import { ShakaP2PEngine } from "./engine.ts";

const page = globalThis as { swarmlane?: { shaka?: unknown } };

page.swarmlane ??= {};
page.swarmlane.shaka = { ShakaP2PEngine };
