/** Peers as messages: from the swarm's roster, the bytes that went to and fro, and what the swarm was told of them. */
import type { EngineEvent } from "@swarmlane/contract";
import type { Draft } from "../../format/message.ts";
import type { InspectedError } from "../../format/parts.ts";
import { at, given, itemsOf, numberAt, textAt } from "../look.ts";
import { toError } from "../plain-data.ts";
import type { AnnouncementMapper } from "./announcements.ts";
import { isFree } from "./decisions.ts";
import { childContext, snapshotOf, type MapperContext } from "./mapper-context.ts";

export interface PeerMapper {
  onEngine(event: EngineEvent): void;
  /** An event that reached the swarm. */
  onSwarm(event: unknown): void;
  /** Tells what changed. */
  tick(): void;
}

interface Account {
  address: string;
  downloaded: number;
  uploaded: number;
  strikes: number;
  isBanned: boolean;
  error: InspectedError | undefined;
  upSpeed: number | undefined;
  /** When `upSpeed` was measured, and how much had gone up then. */
  measuredAt: number;
  measured: number;
  told: string;
}

/** Over so many ms an upload speed is measured. */
const speedWindow = 1000;

export function createPeerMapper(
  { host, say, now }: MapperContext,
  announcements: AnnouncementMapper,
): PeerMapper {
  const accounts = new Map<string, Account>();
  const roster = (): unknown => at(childContext(host, "swarm"), "parts", "roster");

  function accountOf(peer: string): Account {
    const known = accounts.get(peer);
    if (known !== undefined) return known;
    const fresh: Account = {
      ...{ address: "", downloaded: 0, uploaded: 0, strikes: 0, isBanned: false },
      ...{ error: undefined, upSpeed: undefined, measuredAt: now(), measured: 0, told: "" },
    };
    accounts.set(peer, fresh);
    return fresh;
  }

  function peerOfConnection(connectionId: unknown): string | undefined {
    const connections = at(roster(), "connections");
    if (!(connections instanceof Map)) return undefined;
    return textAt((connections as Map<unknown, unknown>).get(connectionId), "peer", "id");
  }

  function strike(peer: string | undefined, error: unknown): void {
    if (peer === undefined) return;
    const account = accountOf(peer);
    account.strikes += 1;
    account.error = toError(error);
  }

  function tell(
    peer: string,
    state: "active" | "gone",
    record: unknown,
    connection: unknown,
  ): void {
    const account = accountOf(peer);
    const { address, downloaded, uploaded, strikes, isBanned, error, upSpeed } = account;
    const value = at(snapshotOf(at(connection, "session")), "value", "active");
    const pending = numberAt(record, "pending") ?? 0;
    const draft: Draft = {
      ...{ type: "peer", peer, state, downloaded, uploaded, strikes, isBanned },
      isFree: isFree(record),
      ...given("address", address === "" ? undefined : address),
      ...given("connection", numberAt(connection, "id")),
      ...given("actor", textAt(connection, "session", "sessionId")),
      ...given(
        "download",
        leafOf(at(value, "download")) ?? (pending > 0 ? `${pending} asked` : undefined),
      ),
      ...given("upload", leafOf(at(value, "upload"))),
      ...given("downSpeed", numberAt(record, "speed")),
      ...given("upSpeed", upSpeed),
      ...given("error", error),
    };
    const next = JSON.stringify(draft);
    if (next === account.told) return;
    account.told = next;
    say(draft);
  }

  function measure(account: Account): void {
    const span = now() - account.measuredAt;
    if (span < speedWindow) return;
    const bytes = account.uploaded - account.measured;
    account.upSpeed = account.uploaded === 0 ? undefined : Math.round(bytes / span);
    account.measuredAt = now();
    account.measured = account.uploaded;
  }

  function tick(): void {
    const connections = itemsOf(at(roster(), "connections"));
    for (const record of itemsOf(at(roster(), "peers"))) {
      const peer = textAt(record, "id");
      if (peer === undefined) continue;
      const account = accountOf(peer);
      account.address = textAt(record, "remoteAddress") ?? account.address;
      measure(account);
      const inUse = connections.find(
        (each) => at(each, "peer", "id") === peer && at(each, "standsBySince") === undefined,
      );
      tell(peer, "active", record, inUse);
    }
  }

  return {
    onEngine(event) {
      if (event.type === "bytes/downloaded" && event.peerId !== undefined)
        accountOf(event.peerId).downloaded += event.bytes;
      else if (event.type === "bytes/uploaded") accountOf(event.peerId).uploaded += event.bytes;
      else if (event.type === "peer/connected") {
        accountOf(event.peerId).address = event.remoteAddress;
        tell(event.peerId, "active", undefined, undefined);
      } else if (event.type === "peer/closed") {
        tell(event.peerId, "gone", undefined, undefined);
        announcements.drop(event.peerId);
        accounts.delete(event.peerId);
      }
    },
    onSwarm(event) {
      const [type, peer] = [textAt(event, "type"), textAt(event, "peerId")];
      const connected = peerOfConnection(at(event, "connectionId"));
      if (type === "session.struck") strike(connected, at(event, "error"));
      else if (type === "peer.strike") strike(peer, at(event, "error"));
      else if (type === "session.ended") {
        const error = at(event, "ending", "error");
        if (at(event, "ending", "how") === "offended") strike(connected, error);
        else if (connected !== undefined) accountOf(connected).error = toError(error);
      } else if (type === "peer.ban" && peer !== undefined) {
        accountOf(peer).isBanned = true;
        accountOf(peer).error = toError(at(event, "error"));
      } else if (type === "session.map" && connected !== undefined)
        announcements.replace(connected, at(event, "segments"));
      else if (type === "session.changes" && connected !== undefined)
        announcements.change(connected, at(event, "changes"));
    },
    tick,
  };
}

/** The innermost names of a state value: `underway.receiving`. */
function leafOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return undefined;
  const [entry] = Object.entries(value);
  if (entry === undefined) return undefined;
  const inner = leafOf(entry[1]);
  return inner === undefined ? entry[0] : `${entry[0]}.${inner}`;
}
