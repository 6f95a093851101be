/** XState's inspection events as messages. An actor is introduced when it is first seen, in whatever way. */
import type { StateValue } from "../../format/plain.ts";
import { at, given, itemsOf, textAt, valuesOf } from "../look.ts";
import { toError, toPlainRecord } from "../plain-data.ts";
import { readMachine, type KnownMachine } from "./definition.ts";
import { factsOf } from "./facts.ts";
import { snapshotOf, type MapperContext } from "./mapper-context.ts";

/** Byte counts, which `transfer` tells, and what a promise says to itself. */
const noise: ReadonlySet<string> = new Set([
  "http.progress",
  "download.progress",
  "xstate.promise.resolve",
  "xstate.promise.reject",
]);

export interface ActorListener {
  /** Before the event is taken in. */
  onEvent(machine: string | undefined, event: unknown, ref: unknown): void;
  /** After it. */
  onSnapshot(seen: SeenActor, event: unknown, snapshot: unknown): void;
  onEnd(seen: SeenActor): void;
}

export interface SeenActor {
  readonly actor: string;
  readonly machine: string | undefined;
  state: StateValue | undefined;
  segment: string | undefined;
}

interface Known extends SeenActor {
  readonly known: KnownMachine | undefined;
  /** Facts, segment and peer as told last. */
  told: string;
}

export interface ActorMapper {
  observe(event: unknown): void;
  /** Those that were there before the feed. */
  introduceAll(root: unknown): void;
  actorOf(segment: string): string | undefined;
}

export function createActorMapper(context: MapperContext, listener: ActorListener): ActorMapper {
  const { say, toSession } = context;
  const actors = new Map<string, Known>();
  const machines = new Map<unknown, KnownMachine | undefined>();
  const toldMachines = new Set<string>();
  const bySegment = new Map<string, string>();

  function machineOf(logic: unknown): KnownMachine | undefined {
    if (!machines.has(logic)) machines.set(logic, readMachine(logic));
    const known = machines.get(logic);
    if (known !== undefined && !toldMachines.has(known.definition.id)) {
      toldMachines.add(known.definition.id);
      say({ type: "machine", machine: known.definition });
    }
    return known;
  }

  function introduce(ref: unknown, isLate: boolean): Known | undefined {
    const actor = textAt(ref, "sessionId");
    if (actor === undefined) return undefined;
    const before = actors.get(actor);
    if (before !== undefined) return before;
    const parent = at(ref, "_parent");
    if (parent !== undefined) introduce(parent, true);
    const known = machineOf(at(ref, "logic"));
    const machine = known?.definition.id;
    const snapshot = snapshotOf(ref);
    const told = factsOf(machine, at(snapshot, "context"), toSession);
    // At its birth it has no state yet, or, when the birth is told late, another one: a snapshot follows at once.
    const state = isLate ? (at(snapshot, "value") as StateValue | undefined) : undefined;
    const { segment, peer } = told;
    const facts = isLate ? told.facts : {};
    const seen: Known = {
      ...{ actor, machine, known, segment, state: known === undefined ? undefined : state },
      told: JSON.stringify([state, facts, segment, peer]),
    };
    actors.set(actor, seen);
    if (segment !== undefined) bySegment.set(segment, actor);
    say({
      ...{ type: "actor", actor, id: textAt(ref, "id") ?? actor, facts },
      ...given("parent", textAt(parent, "sessionId")),
      ...given("machine", machine),
      ...given("src", textAt(ref, "src")),
      ...given("segment", segment),
      ...given("peer", peer),
      ...given("state", seen.state),
      ...(isLate ? { isLate } : {}),
    });
    return seen;
  }

  function onEvent(ref: unknown, from: unknown, event: unknown): void {
    const type = textAt(event, "type") ?? "";
    const isBirth = type === "xstate.init";
    const seen = introduce(ref, !isBirth);
    if (seen === undefined || isBirth) return;
    listener.onEvent(seen.machine, event, ref);
    if (noise.has(type)) return;
    const sender = textAt(from, "sessionId");
    const data = dataOf(type, event);
    say({
      ...{ type: "event", actor: seen.actor, name: seen.known?.eventName(type) ?? type },
      ...given("from", sender !== undefined && actors.has(sender) ? sender : undefined),
      ...(Object.keys(data).length === 0 ? {} : { data }),
    });
  }

  function onMicrostep(ref: unknown, inspected: unknown): void {
    const seen = actors.get(textAt(ref, "sessionId") ?? "");
    const to = at(inspected, "snapshot", "value") as StateValue | undefined;
    const type = textAt(inspected, "event", "type") ?? "";
    if (seen?.known === undefined || to === undefined) return;
    const { known } = seen;
    const from = seen.state ?? to;
    seen.state = to;
    const taken = itemsOf(at(inspected, "_transitions")).map((each) => known.edgeId(each));
    const edges = taken.filter((edge) => edge !== undefined);
    if (edges.length === 0 || noise.has(type)) return;
    say({ type: "transition", actor: seen.actor, event: known.eventName(type), from, to, edges });
  }

  function onSnapshot(ref: unknown, event: unknown, snapshot: unknown): void {
    const actor = textAt(ref, "sessionId") ?? "";
    const isOver = at(snapshot, "status") !== "active";
    // One that ended may still be told of: it is not begun anew.
    const seen = isOver ? actors.get(actor) : introduce(ref, true);
    if (seen === undefined) return;
    if (seen.known !== undefined) tellChange(seen, event, snapshot);
    if (isOver) finish(seen, snapshot);
  }

  function tellChange(seen: Known, event: unknown, snapshot: unknown): void {
    const { actor, machine } = seen;
    const state = at(snapshot, "value") as StateValue;
    const { facts, segment, peer } = factsOf(machine, at(snapshot, "context"), toSession);
    seen.state = state;
    listener.onSnapshot(seen, event, snapshot);
    const next = JSON.stringify([state, facts, segment, peer]);
    if (next === seen.told || noise.has(textAt(event, "type") ?? "")) return;
    seen.told = next;
    say({
      ...{ type: "snapshot", actor, state, facts },
      ...given("segment", segment),
      ...given("peer", peer),
    });
  }

  function finish(seen: Known, snapshot: unknown): void {
    const { actor, segment } = seen;
    actors.delete(actor);
    listener.onEnd(seen);
    if (segment !== undefined && bySegment.get(segment) === actor) bySegment.delete(segment);
    const status = at(snapshot, "status");
    const how = status === "done" || status === "error" ? status : "stopped";
    const error = how === "error" ? toError(at(snapshot, "error")) : undefined;
    say({ type: "end", actor, how, ...given("error", error) });
  }

  return {
    observe(inspected) {
      const ref = at(inspected, "actorRef");
      const type = at(inspected, "type");
      if (type === "@xstate.event")
        onEvent(ref, at(inspected, "sourceRef"), at(inspected, "event"));
      else if (type === "@xstate.microstep") onMicrostep(ref, inspected);
      else if (type === "@xstate.snapshot")
        onSnapshot(ref, at(inspected, "event"), at(inspected, "snapshot"));
    },
    introduceAll(root) {
      introduce(root, true);
      const snapshot = snapshotOf(root);
      for (const child of valuesOf(at(snapshot, "children"))) this.introduceAll(child);
      // Segments are children of the scheduler that its snapshot does not list.
      for (const held of itemsOf(at(snapshot, "context", "segments")))
        introduce(at(held, "actor") ?? held, true);
    },
    actorOf: (segment) => bySegment.get(segment),
  };
}

/** Of XState's own events only how an effect ended. */
function dataOf(type: string, event: unknown) {
  if (typeof event !== "object" || event === null) return {};
  if (!type.startsWith("xstate."))
    return toPlainRecord(event, "type", "replyTo", "channel", "load");
  const [error, output] = [toError(at(event, "error")), at(event, "output")];
  return toPlainRecord({ ...given("error", error), ...given("output", output) });
}
