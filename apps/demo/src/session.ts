/** What the page plays, and with which player. The page's address takes precedence over its server's `session.json`. */
import { abilityOf, isPlayerName, playerNames, type PlayerName, plays } from "./players/choices.ts";

export const cores = ["swarmlane", "0.6.2"] as const;
export type CoreName = (typeof cores)[number];

export const defaultPlayer: PlayerName = "hlsjs";

export interface ServedStream {
  /** Does not name the format, which follows from the address. */
  readonly label: string;
  /** The address of an HLS playlist or a DASH manifest. */
  readonly url: string;
}

/** The streams and the tracker that the server offers. */
export interface Served {
  readonly streams: readonly ServedStream[];
  /** WebSocket address. */
  readonly tracker: string | undefined;
}

export interface Session {
  readonly player: PlayerName;
  /** Address of a playlist or a manifest. */
  readonly stream: string;
  /** WebSocket address. */
  readonly tracker: string;
  /** `0.6.2` only under `hlsjs-0.6`. */
  readonly core: CoreName;
  /** Whether segments outlive the page, in IndexedDB. */
  readonly isStored: boolean;
  /** Whether inspection is enabled (`?p2pml-inspect`). */
  readonly isInspected: boolean;
  /** Settings for the loader. They override the page's own. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Throws an `Error` that says which part of the address is wrong. */
export function readSession(address: URLSearchParams, served: Served): Session {
  const core = address.get("core") ?? "swarmlane";
  if (!isCore(core))
    throw new Error(`the core "${core}" does not exist. Use one of: ${cores.join(", ")}`);
  const player = address.get("player") ?? (core === "0.6.2" ? "hlsjs-0.6" : defaultPlayer);
  if (!isPlayerName(player))
    throw new Error(`the player "${player}" does not exist. Use one of: ${playerNames.join(", ")}`);
  if (core === "0.6.2" && player !== "hlsjs-0.6")
    throw new Error(`the core 0.6.2 works only with the player hlsjs-0.6, not with ${player}`);
  const settings = parseSettings(address.get("settings") ?? "");
  const offered = served.streams.find(({ url }) => plays(player, url))?.url;
  const stream = required("stream", address.get("stream") ?? offered);
  if (!plays(player, stream))
    throw new Error(`${abilityOf(player)}. Choose another player for ${stream}`);
  return {
    ...{ player, core, stream, settings },
    tracker: required("tracker", address.get("tracker") ?? served.tracker),
    isStored: address.get("storage") === "indexeddb",
    isInspected: address.has("p2pml-inspect"),
  };
}

/** Reads the server's answer and ignores invalid parts. */
export function parseServed(answer: unknown): Served {
  const { streams, tracker }: Record<string, unknown> = isRecord(answer) ? answer : {};
  return {
    streams: (Array.isArray(streams) ? streams : []).filter(isStream),
    tracker: typeof tracker === "string" ? tracker : undefined,
  };
}

/** An empty text means no settings. Throws an `Error` with a readable message if the text is not a JSON object. */
export function parseSettings(text: string): Record<string, unknown> {
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`the settings are not valid JSON: ${why}`, {
      cause: error,
    });
  }
  if (isRecord(value)) return value;
  throw new Error("the settings must be a JSON object");
}

function required(name: string, value: string | undefined): string {
  if (value !== undefined && value !== "") return value;
  throw new Error(`no ${name} is set. Run "npm start", or add ?${name}=… to the address`);
}

function isStream(value: unknown): value is ServedStream {
  return isRecord(value) && typeof value["label"] === "string" && typeof value["url"] === "string";
}

function isCore(name: string): name is CoreName {
  return (cores as readonly string[]).includes(name);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
