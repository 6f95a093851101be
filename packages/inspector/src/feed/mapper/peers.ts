/** Peers as messages: from the swarm's roster, the bytes that went to and fro, and what the swarm was told of them. */
import type { EngineEvent } from "@swarmlane/contract";
import type { Draft } from "../../format/message.ts";
import type { InspectedError } from "../../format/parts.ts";
import { at, given, itemsOf, numberAt, textAt, valuesOf } from "../look.ts";
import { toError } from "../plain-data.ts";
import type { AnnouncementMapper } from "./announcements.ts";
import { isFree } from "./decisions.ts";
import { childContext, snapshotOf, type MapperContext } from "./mapper-context.ts";

export interface PeerMapper {
  onEngine(event: EngineEvent): void;
  /** An event that reached the swarm. */
  onSwarm(event: unknown): void;
  /** The actor of a connection. */
  sessionOf(connectionId: unknown): string | undefined;
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

  function connectionOf(connectionId: unknown): unknown {
    const connections = at(roster(), "connections");
    if (!(connections instanceof Map)) return undefined;
    return (connections as Map<unknown, unknown>).get(connectionId);
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
    const session = snapshotOf(at(connection, "session"));
    const draft: Draft = {
      ...{ type: "peer", peer, state, downloaded, uploaded, strikes, isBanned },
      isFree: isFree(record),
      ...given("address", address === "" ? undefined : address),
      ...given("connection", numberAt(connection, "id")),
      ...given("actor", textAt(connection, "session", "sessionId")),
      ...given("download", downloadsOf(session)),
      ...given("upload", inWords(at(session, "value", "active", "upload"))),
      ...given("downSpeed", numberAt(record, "speed")),
      ...given("upSpeed", upSpeed),
      ...given("error", error && { ...error }),
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
      const connected = textAt(connectionOf(at(event, "connectionId")), "peer", "id");
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
    sessionOf: (connectionId) => textAt(connectionOf(connectionId), "session", "sessionId"),
    tick,
  };
}

/**
 * Of all downloads from it, each of which is an actor: `receiving`, `receiving, 2 requested`; `draining` while the rest of
 * a cancelled one comes; `none`. Undefined: the session is not active.
 */
function downloadsOf(session: unknown): string | undefined {
  const way = inWords(at(session, "value", "active", "way"));
  if (way === undefined) return undefined;
  const counts = new Map<string, number>();
  for (const child of valuesOf(at(session, "children"))) {
    if (textAt(child, "logic", "root", "id") !== "download") continue;
    const state = inWords(at(snapshotOf(child), "value"));
    if (state !== undefined) counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  const states = [...counts].map(([state, count]) => (count > 1 ? `${count} ${state}` : state));
  if (way === "draining") states.push(way);
  return states.length === 0 ? "none" : states.join(", ");
}

/** A state without what only watches the time: `serving.sending` of `{ serving: { sending: "watching" } }`. */
function inWords(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return undefined;
  const [entry] = Object.entries(value);
  if (entry === undefined) return undefined;
  const inner = inWords(entry[1]);
  return inner === undefined || inner === "watching" ? entry[0] : `${entry[0]}.${inner}`;
}
