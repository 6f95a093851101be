/** Reports what concerns the whole loader: settings, totals, connections, trackers, the storage, warnings, bans. */
import type { BanRecord, EngineEvent, ErrorInfo, Observation } from "@swarmlane/contract";
import type { InspectedError } from "../../format/parts.ts";
import { at, given, itemsOf, numberAt, textAt } from "../look.ts";
import { toError, toPlainRecord } from "../plain-data.ts";
import { type Admission, readConnections } from "./connections.ts";
import { childContext, childOf, type MapperContext, snapshotOf } from "./mapper-context.ts";

type PageMessage = Extract<Observation, { of: "page" }>["message"];

export interface SurroundingsMapper {
  onEngine(event: EngineEvent): void;
  onPage(message: PageMessage): void;
  /** Tells what changed. */
  tick(): void;
}

export function createSurroundingsMapper({ host, say }: MapperContext): SurroundingsMapper {
  const traffic = { http: 0, p2p: 0, uploaded: 0 };
  const tracker: { complete?: number; incomplete?: number; answers: number } = { answers: 0 };
  let storageError: InspectedError | undefined;
  /** Bytes of what was stored, by the segment's id. */
  const sizes = new Map<string, number>();
  const told = { settings: "", traffic: "", storage: "" };

  function warn(error: ErrorInfo): void {
    const plain = toError(error) ?? { code: "INTERNAL", message: "" };
    if (error.code === "STORAGE_DEGRADED") storageError = plain;
    if (error.code.startsWith("TRACKER_"))
      say({ type: "tracker", ...tracker, error: { ...plain } });
    say({ type: "warning", error: plain });
  }

  /** Connections by admission. Undefined: there is no swarm. */
  function countConnections() {
    const connections = readConnections(host);
    if (connections === undefined) return undefined;
    const countOf = (wanted: Admission): number =>
      connections.filter(({ admission }) => admission === wanted).length;
    // The swarm is crowded: every slot is taken, and none would yield to a newcomer.
    const room = at(snapshotOf(childOf(host, "swarm")), "value", "running", "room");
    return {
      ...{ inUse: countOf("inUse"), standby: countOf("standby"), pending: countOf("pending") },
      hasRoom: at(room, "full", "crowded") === undefined,
    };
  }

  function isNews(name: keyof typeof told, value: unknown): boolean {
    const next = JSON.stringify(value);
    if (next === told[name]) return false;
    told[name] = next;
    return true;
  }

  function readStorage() {
    const infos = itemsOf(at(childContext(host, "scheduler"), "env", "index", "infos"));
    const ids = new Set(infos.map((info) => textAt(info, "id")));
    for (const id of sizes.keys()) if (!ids.has(id)) sizes.delete(id);
    const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    return {
      segments: infos.length,
      bytes,
      ...given("error", storageError && { ...storageError }),
    };
  }

  function tick(): void {
    const env = at(childContext(host, "scheduler"), "env");
    const live = at(env, "settings") ?? host.settings;
    const settings = toPlainRecord({ ...host.request.settings, ...live });
    if (isNews("settings", settings)) say({ type: "settings", settings });
    const totals = { ...traffic, ...given("connections", countConnections()) };
    if (isNews("traffic", totals)) say({ type: "traffic", ...totals });
    const storage = readStorage();
    if (isNews("storage", storage)) say({ type: "storage", ...storage });
  }

  return {
    onEngine(event) {
      if (event.type === "bytes/downloaded") traffic[event.method] += event.bytes;
      else if (event.type === "bytes/uploaded") traffic.uploaded += event.bytes;
      else if (event.type === "segment/loaded")
        sizes.set(event.segment.info.id, event.segment.data.byteLength);
      else if (event.type === "warning") warn(event.error);
      else if (event.type === "peer/banned") warn(describeBan(event.record));
    },
    onPage(message) {
      if (message.type === "inspect/warning") warn(message.error);
      if (message.type !== "tracker/update") return;
      tracker.complete = numberAt(message, "complete") ?? 0;
      tracker.incomplete = numberAt(message, "incomplete") ?? 0;
      tracker.answers += 1;
      say({ type: "tracker", ...tracker });
    },
    tick,
  };
}

function describeBan({ of, value, rest, times }: BanRecord): ErrorInfo {
  // The beginning of a fingerprint is enough to distinguish it from others.
  const subject =
    of === "address" ? `The address ${value}` : `The certificate ${value.slice(0, 16)}`;
  const span = Number.isFinite(rest) ? `for ${Math.round(rest / 1000)} s` : "for the session";
  const again = times > 1 ? ` (ban number ${times})` : "";
  return { code: "P2P_BANNED", message: `${subject} is banned ${span}${again}.` };
}
