/** The players that the page offers, as its address and its settings name them. */

export type StreamFormat = "hls" | "dash";

export interface PlayerChoice {
  readonly label: string;
  readonly formats: readonly StreamFormat[];
}

export const playerChoices = {
  hlsjs: { label: "hls.js", formats: ["hls"] },
  "hlsjs-0.6": { label: "hls.js 0.14 with the engine of 0.6.2", formats: ["hls"] },
} as const satisfies Record<string, PlayerChoice>;

export type PlayerName = keyof typeof playerChoices;

export function isPlayerName(name: string): name is PlayerName {
  return Object.hasOwn(playerChoices, name);
}

/** By the address, as players do. */
export function formatOf(stream: string): StreamFormat {
  return new URL(stream, "http://localhost").pathname.endsWith(".mpd") ? "dash" : "hls";
}

export function plays(player: PlayerName, stream: string): boolean {
  const { formats }: PlayerChoice = playerChoices[player];
  return formats.includes(formatOf(stream));
}
