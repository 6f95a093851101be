/** Creates the chosen player. Each player is loaded when it is needed. */
import type { Session } from "../session.ts";
import type { PlayerName } from "./choices.ts";
import type { Player } from "./player.ts";

type CreatePlayer = (session: Session, video: HTMLVideoElement) => Promise<Player>;

const creators: Record<PlayerName, CreatePlayer> = {
  hlsjs: async (session, video) => (await import("./hlsjs.ts")).createHlsJsPlayer(session, video),
  shaka: async (session, video) => (await import("./shaka.ts")).createShakaPlayer(session, video),
  dashjs: async (session, video) =>
    (await import("./dashjs.ts")).createDashJsPlayer(session, video),
  videojs: async (session, video) =>
    (await import("./videojs.ts")).createVideoJsPlayer(session, video),
  "hlsjs-0.6": async (session, video) =>
    (await import("./hlsjs-0.6.ts")).createOldHlsJsPlayer(session, video),
};

/** Rejects with an `Error` with a readable message if this browser cannot play, or a script is missing. */
export function createPlayer(session: Session, video: HTMLVideoElement): Promise<Player> {
  return creators[session.player](session, video);
}
