/** The players that the page offers, with their names and the formats that they support. */

export const streamFormats = { hls: "HLS", dash: "DASH" } as const;
export type StreamFormat = keyof typeof streamFormats;

export interface PlayerChoice {
  readonly label: string;
  readonly formats: readonly StreamFormat[];
}

export const playerChoices = {
  hlsjs: { label: "hls.js", formats: ["hls"] },
  shaka: { label: "Shaka Player", formats: ["hls", "dash"] },
  dashjs: { label: "dash.js", formats: ["dash"] },
  videojs: { label: "video.js", formats: ["hls", "dash"] },
  "hlsjs-0.6": { label: "hls.js 0.14 on the 0.6.2 engine", formats: ["hls"] },
} as const satisfies Record<string, PlayerChoice>;

export type PlayerName = keyof typeof playerChoices;

export const playerNames = Object.keys(playerChoices) as PlayerName[];

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

/** `hls.js plays only HLS`. For a player that supports all formats, it lists them. */
export function abilityOf(player: PlayerName): string {
  const { label, formats }: PlayerChoice = playerChoices[player];
  const names = formats.map((format) => streamFormats[format]);
  return `${label} plays ${names.length === 1 ? "only " : ""}${names.join(" and ")}`;
}
