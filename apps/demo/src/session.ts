/** What the page plays and with what: its address first, else what its server says (`session.json`). */

export const cores = ["swarmlane", "0.6.2"] as const;
export type CoreName = (typeof cores)[number];

export interface Session {
  /** Address of a master or media playlist. */
  readonly stream: string;
  /** WebSocket address. */
  readonly tracker: string;
  readonly core: CoreName;
  /** Whether segments and playlists outlive the page, in IndexedDB. */
  readonly isStored: boolean;
  /** Whether inspectors may look on (`?p2pml-inspect`). */
  readonly isInspected: boolean;
  /** For the loader, over the page's own. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Rejects with an `Error` that says which part of the address is wrong. */
export async function readSession(
  address: URLSearchParams,
  fetchServed: () => Promise<unknown>,
): Promise<Session> {
  const core = address.get("core") ?? "swarmlane";
  if (!isCore(core)) throw new Error(`core is one of ${cores.join(", ")}, not "${core}"`);
  const settings = parseSettings(address.get("settings") ?? "");
  const served = await fetchServed();
  const read = (name: "stream" | "tracker") => {
    const value = address.get(name) ?? (isRecord(served) ? served[name] : undefined);
    if (typeof value === "string" && value !== "") return value;
    throw new Error(`no ${name}: run "npm start", or add ?${name}=… to the address`);
  };
  const isStored = address.get("storage") === "indexeddb";
  const isInspected = address.has("p2pml-inspect");
  return {
    core,
    settings,
    isStored,
    isInspected,
    stream: read("stream"),
    tracker: read("tracker"),
  };
}

/** Empty text is no settings. Throws an `Error` in words when it is not a JSON object. */
export function parseSettings(text: string): Record<string, unknown> {
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`settings: ${error instanceof Error ? error.message : "not JSON"}`, {
      cause: error,
    });
  }
  if (isRecord(value)) return value;
  throw new Error("settings: a JSON object is expected");
}

function isCore(name: string): name is CoreName {
  return (cores as readonly string[]).includes(name);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
