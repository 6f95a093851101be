/** Turns runs of the policy into messages: the decision, the options, and the guard that refused each option. */
import {
  peerChoiceInWords,
  reasonInWords,
  refusalInWords,
  type HttpRefusal,
  type Reason,
} from "@swarmlane/contract";
import type { MessageOf } from "../../format/message.ts";
import { at, given, itemsOf, numberAt, sizeOf, textAt } from "../look.ts";
import type { AnnouncementMapper } from "./announcements.ts";
import { childContext, type MapperContext } from "./mapper-context.ts";
import { reasonAt } from "./reason-at.ts";

export interface DecisionMapper {
  observe(decisions: unknown, view: unknown): void;
}

interface Told {
  readonly kind: Kind;
  readonly reason: string;
  readonly saidAt: number;
  repeats: number;
}

const kinds = ["http", "p2p", "cancel", "give-up", "wait"] as const;
type Kind = (typeof kinds)[number];
type Considered = MessageOf<"decision">["considered"];
type View = MessageOf<"decision">["view"];

/** The maximum number of listed holders. */
const mostHolders = 24;
/** The number of waiting segments that are reported at once, the most important first. */
const promptWaits = 20;
/** ms between two reports of each other segment, because a slot that becomes free changes the reasons of hundreds. */
const waitInterval = 5000;

export function createDecisionMapper(
  { host, say, now, toSession }: MapperContext,
  announcements: Pick<AnnouncementMapper, "holdersOf">,
): DecisionMapper {
  /** By segment. */
  let told = new Map<string, Told>();
  let run = 0;

  function isNews(kind: Kind, reason: string, before: Told | undefined, waits: number): boolean {
    if (kind !== "wait" || before === undefined) return true;
    if (before.kind === kind && before.reason === reason) return false;
    return waits <= promptWaits || now() - before.saidAt >= waitInterval;
  }

  return {
    observe(decisions, view) {
      run += 1;
      let waits = 0;
      const describe = createViewOf({ host, toSession, announcements }, view);
      for (const each of itemsOf(decisions)) {
        const [key, why, decision] = [textAt(each, "key"), reasonAt(each), textAt(each, "type")];
        if (key === undefined || why === undefined || !isKind(decision)) continue;
        const reason = reasonInWords(why);
        if (decision === "wait") waits += 1;
        const before = told.get(key);
        if (!isNews(decision, reason, before, waits)) {
          if (before !== undefined) before.repeats += 1;
          continue;
        }
        told.set(key, { kind: decision, reason, saidAt: now(), repeats: 0 });
        const awaited = why.code === "waits" ? why : undefined;
        say({
          ...{ type: "decision", run, segment: key, decision, reason },
          ...given("peer", textAt(each, "peerId") ?? awaited?.peerId),
          ...given("until", awaited?.until === undefined ? undefined : toSession(awaited.until)),
          ...{ considered: consider(decision, why), view: describe(key) },
          repeats: before?.repeats ?? 0,
        });
      }
      const known = itemsOf(at(view, "segments"));
      if (told.size <= 2 * known.length + 100) return;
      const keys = new Set(known.map((segment) => textAt(segment, "key")));
      told = new Map([...told].filter(([key]) => keys.has(key)));
    },
  };
}

function isKind(type: string | undefined): type is Kind {
  return kinds.some((kind) => kind === type);
}

/** The origin is considered first, then the peers. What ends a download considers nothing. */
function consider(decision: Kind, reason: Reason): Considered {
  if (decision === "http")
    return [{ source: "http", isChosen: true, reason: reasonInWords(reason) }];
  if (reason.code === "peer-holds") {
    const choice = peerChoiceInWords(reason);
    return [refused(reason.notHttp), { source: "p2p", isChosen: true, reason: choice }];
  }
  if (reason.code !== "waits") return [];
  const refusal = refusalInWords(reason.notP2p);
  return [refused(reason.notHttp), { source: "p2p", isChosen: false, reason: refusal }];
}

function refused(refusal: HttpRefusal): Considered[number] {
  return { source: "http", isChosen: false, reason: refusalInWords(refusal) };
}

interface ViewSources extends Pick<MapperContext, "host" | "toSession"> {
  readonly announcements: Pick<AnnouncementMapper, "holdersOf">;
}

/** Facts that are the same for all decisions of a run are read once, and only if a decision is reported. */
function createViewOf(
  { host, toSession, announcements }: ViewSources,
  view: unknown,
): (key: string) => View {
  let shared: ReturnType<typeof readRun> | undefined;
  return (key) => {
    shared ??= readRun(host, view);
    const { peers, segments, ...run } = shared;
    const segment = segments.get(key);
    const name = at(segment, "name");
    const holders = holdersOf(view, name, announcements);
    return {
      ...run,
      state: textAt(segment, "state") ?? "",
      priority: numberAt(segment, "priority") ?? 0,
      holders: holders.slice(0, mostHolders).map((peer) => {
        const record = at(peers, peer);
        const until = backedOffUntil(view, peer, name);
        return {
          ...{ peer, isFree: isFree(record) },
          ...given("speed", numberAt(record, "speed")),
          ...given("refusedUntil", until === undefined ? undefined : toSession(until)),
        };
      }),
      holderCount: holders.length,
      peerCount: sizeOf(peers) ?? 0,
    };
  };
}

function readRun(host: MapperContext["host"], view: unknown) {
  const settings = at(childContext(host, "scheduler"), "env", "settings") ?? host.settings;
  const setting = (name: string): number => numberAt(settings, name) ?? 0;
  const running = { http: 0, p2p: 0 };
  for (const segment of itemsOf(at(view, "running"))) {
    const state = at(segment, "state");
    if (state === "http" || state === "p2p") running[state] += 1;
  }
  const segments = itemsOf(at(view, "segments"));
  return {
    segments: new Map(segments.map((segment) => [textAt(segment, "key"), segment])),
    peers: at(view, "swarm", "peers"),
    required: setting("requiredSegmentsPriority"),
    httpRunning: running.http,
    httpSlots: setting("simultaneousHttpDownloads"),
    p2pRunning: running.p2p,
    p2pSlots: setting("simultaneousP2PDownloads"),
    isHttpAllowed: at(view, "isHttpAllowed") === true,
  };
}

/** It can be asked for one more. */
export function isFree(peer: unknown): boolean {
  return (numberAt(peer, "room") ?? 0) > 0;
}

/** Peers that may be asked, followed by peers that announced the segment but are backed off, which the swarm does not list. */
function holdersOf(
  view: unknown,
  name: unknown,
  announcements: Pick<AnnouncementMapper, "holdersOf">,
): string[] {
  const swarm = at(view, "swarm");
  const holders = at(swarm, "holders");
  const [stream, sequence] = [textAt(name, "stream"), textAt(name, "sequence")];
  if (typeof holders !== "function" || stream === undefined || sequence === undefined) return [];
  const listed = itemsOf(holders.call(swarm, name)).filter((peer) => typeof peer === "string");
  const others = announcements
    .holdersOf({ stream, sequence })
    .filter((peer) => !listed.includes(peer) && backedOffUntil(view, peer, name) !== undefined);
  return [...listed, ...others];
}

function backedOffUntil(view: unknown, peer: string, name: unknown): number | undefined {
  const swarm = at(view, "swarm");
  const read = at(swarm, "backedOffUntil");
  if (typeof read !== "function") return undefined;
  const until: unknown = read.call(swarm, peer, name);
  return typeof until === "number" ? until : undefined;
}
