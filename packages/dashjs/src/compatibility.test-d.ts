/** dash.js's own types, against ours: it is enough that this file compiles (`npm run typecheck`). */
import type { MediaPlayerClass } from "dashjs";
import { DashJsP2PEngine } from "./index.ts";

export function bind(player: MediaPlayerClass): void {
  const engine = new DashJsP2PEngine({ core: { swarmId: "a" } });
  engine.bindPlayer(player);
  engine.loader?.getDetails().peerId satisfies string | undefined;
}
