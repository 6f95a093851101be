/** The script-tag build: `window.swarmlane.dashjs`. Page. */
import { DashJsP2PEngine } from "./engine.ts";

const page = globalThis as { swarmlane?: { dashjs?: unknown } };

page.swarmlane ??= {};
page.swarmlane.dashjs = { DashJsP2PEngine };
