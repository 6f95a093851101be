/** The players that the page offers. Each is loaded when it is chosen. */
import type { Session } from "../session.ts";
import type { Player } from "./player.ts";

export type StreamFormat = "hls" | "dash";

export interface PlayerChoice {
  readonly label: string;
  readonly formats: readonly StreamFormat[];
  readonly create: (session: Session, video: HTMLVideoElement) => Promise<Player>;
}

export const players = {
  hlsjs: {
    label: "hls.js",
    formats: ["hls"],
    create: async (session, video) =>
      (await import("./hlsjs.ts")).createHlsJsPlayer(session, video),
  },
  "hlsjs-0.6": {
    label: "hls.js 0.14 with the engine of 0.6.2",
    formats: ["hls"],
    create: async (session, video) =>
      (await import("./hlsjs-0.6.ts")).createOldHlsJsPlayer(session, video),
  },
} as const satisfies Record<string, PlayerChoice>;

export type PlayerName = keyof typeof players;

export function isPlayerName(name: string): name is PlayerName {
  return Object.hasOwn(players, name);
}

/** By the address, as players do. */
export function formatOf(stream: string): StreamFormat {
  return new URL(stream, "http://localhost").pathname.endsWith(".mpd") ? "dash" : "hls";
}
