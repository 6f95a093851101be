/** Who misbehaved, and who is out for this session (threats §4, T11). Either thread. Bounded: the longest unused is forgotten. */
import type { Clock, Limits, PeerId } from "@swarmlane/contract";
import { createLruMap } from "./lru-map.ts";

export interface Bans {
  /** Records an offence. True when it was one too many within the window: the peer is banned now. */
  strike(peerId: PeerId, remoteAddress: string): boolean;
  /** The id, and the address once enough banned ids came from it. */
  ban(peerId: PeerId, remoteAddress: string): void;
  isBanned(peerId: PeerId, remoteAddress: string): boolean;
}

export function createBans(
  limits: Pick<Limits, "strikes" | "strikeWindow" | "bans" | "bannedIdsPerAddress">,
  clock: Pick<Clock, "now">,
): Bans {
  const strikes = createLruMap<PeerId, readonly number[]>(limits.bans);
  const bannedIds = createLruMap<PeerId, true>(limits.bans);
  const bannedBehind = createLruMap<string, ReadonlySet<PeerId>>(limits.bans);

  function ban(peerId: PeerId, remoteAddress: string): void {
    bannedIds.set(peerId, true);
    // Unknown, or redacted: it would ban everybody whose address is not known.
    if (remoteAddress === "") return;
    const behind = bannedBehind.get(remoteAddress) ?? new Set();
    if (behind.size < limits.bannedIdsPerAddress)
      bannedBehind.set(remoteAddress, new Set([...behind, peerId]));
  }

  return {
    strike(peerId, remoteAddress) {
      const now = clock.now();
      const recent = (strikes.get(peerId) ?? []).filter((at) => now - at < limits.strikeWindow);
      strikes.set(peerId, [...recent, now]);
      if (recent.length + 1 < limits.strikes) return false;
      ban(peerId, remoteAddress);
      return true;
    },
    ban,
    isBanned(peerId, remoteAddress) {
      const behind = bannedBehind.get(remoteAddress)?.size ?? 0;
      return bannedIds.get(peerId) === true || behind >= limits.bannedIdsPerAddress;
    },
  };
}
