/** What peers say that they have, as differences. Sequences, by stream. */
import { at, itemsOf } from "../look.ts";
import type { MapperContext } from "./mapper-context.ts";

type Status = "loaded" | "loading";

export interface AnnouncementMapper {
  /** A whole map: wire ids and their status. */
  replace(peer: string, segments: unknown): void;
  /** Differences to it: `gone`, too. */
  change(peer: string, changes: unknown): void;
  drop(peer: string): void;
}

export function createAnnouncementMapper({ say }: MapperContext): AnnouncementMapper {
  const known = new Map<string, Map<string, Status>>();

  function tell(peer: string, changes: ReadonlyMap<string, string>): void {
    const before = known.get(peer) ?? new Map<string, Status>();
    known.set(peer, before);
    const streams = new Map<string, Record<"loaded" | "loading" | "gone", string[]>>();
    for (const [wireId, status] of changes) {
      const next = status === "loaded" || status === "loading" ? status : undefined;
      if (before.get(wireId) === next) continue;
      if (next === undefined) before.delete(wireId);
      else before.set(wireId, next);
      const cut = wireId.lastIndexOf("+");
      const stream = wireId.slice(0, Math.max(0, cut));
      const lists = streams.get(stream) ?? { loaded: [], loading: [], gone: [] };
      streams.set(stream, lists);
      lists[next ?? "gone"].push(wireId.slice(cut + 1));
    }
    for (const [stream, lists] of streams) say({ type: "announce", peer, stream, ...lists });
  }

  return {
    replace(peer, segments) {
      const next = entriesOf(segments);
      const gone = [...(known.get(peer)?.keys() ?? [])].filter((wireId) => !next.has(wireId));
      tell(peer, new Map([...gone.map((wireId) => [wireId, "gone"] as const), ...next]));
    },
    change: (peer, changes) => tell(peer, entriesOf(changes)),
    drop: (peer) => void known.delete(peer),
  };
}

function entriesOf(segments: unknown): Map<string, string> {
  if (!(segments instanceof Map)) return new Map();
  return new Map(
    [...(segments as Map<unknown, unknown>)].filter(
      (entry): entry is [string, string] =>
        typeof entry[0] === "string" && typeof entry[1] === "string",
    ),
  );
}

/** The holders of what is in the queue: all that can be learned of maps that came before the feed. */
export function announcedBefore(
  view: unknown,
  wireIds: readonly string[],
): Map<string, Map<string, Status>> {
  const holders = at(view, "holders");
  const found = new Map<string, Map<string, Status>>();
  if (typeof holders !== "function") return found;
  for (const wireId of wireIds) {
    for (const peer of itemsOf(holders.call(view, wireId))) {
      if (typeof peer !== "string") continue;
      found.set(peer, (found.get(peer) ?? new Map<string, Status>()).set(wireId, "loaded"));
    }
  }
  return found;
}
