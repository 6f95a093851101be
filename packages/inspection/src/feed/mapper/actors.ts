/**
 * Turns XState's inspection events into messages. An actor is introduced when it is first seen. The effects of an event on an
 * actor are reported when the actor has finished the event.
 */
import type { MessageOf } from "../../format/message.ts";
import type { StateValue } from "../../format/plain.ts";
import { at, itemsOf, textAt, valuesOf } from "../look.ts";
import { toError } from "../plain-data.ts";
import { readMachine, type KnownMachine } from "./definition.ts";
import { dataOf } from "./event-data.ts";
import { createFactReader, type FactReader } from "./facts.ts";
import { isComing, snapshotOf, type MapperContext } from "./mapper-context.ts";
import { createSenders } from "./senders.ts";

/** What a promise says to itself. */
const noise: ReadonlySet<string> = new Set(["xstate.promise.resolve", "xstate.promise.reject"]);

/** An event that ends its sender, which threw. */
const crash = "xstate.error.actor.";

export interface ActorListener {
  /** Before the event is taken in. */
  onEvent(seen: SeenActor, event: unknown): void;
  /** After it. */
  onSnapshot(seen: SeenActor, event: unknown, snapshot: unknown): void;
  onEnd(seen: SeenActor): void;
  /** Of an event that no actor seems to have sent: the actor that it is from all the same. */
  senderOf(seen: SeenActor, event: unknown): string | undefined;
}

export interface SeenActor {
  readonly actor: string;
  readonly ref: unknown;
  readonly machine: string | undefined;
  /** By its facts: the segment and the peer that it is about. */
  readonly facts: Pick<FactReader, "segment" | "peer">;
  readonly state: StateValue | undefined;
}

interface Known extends SeenActor {
  readonly known: KnownMachine | undefined;
  readonly facts: FactReader;
  state: StateValue | undefined;
  /** As messages have it. */
  toldState: StateValue | undefined;
  /** The transitions that were taken in this event and not reported yet, and the state before them. */
  edges: string[];
  from: StateValue | undefined;
}

export interface ActorMapper {
  observe(event: unknown): void;
  /** Those that were there before the feed. */
  introduceAll(root: unknown): void;
  actorOf(segment: string): string | undefined;
}

export function createActorMapper(context: MapperContext, listener: ActorListener): ActorMapper {
  const { say, toSession } = context;
  const actors = new Map<unknown, Known>();
  const machines = new Map<unknown, KnownMachine | undefined>();
  const toldMachines = new Set<string>();
  const bySegment = new Map<string, string>();
  const senders = createSenders();

  function machineOf(logic: unknown): KnownMachine | undefined {
    if (!machines.has(logic)) machines.set(logic, readMachine(logic));
    const known = machines.get(logic);
    if (known !== undefined && !toldMachines.has(known.definition.id)) {
      toldMachines.add(known.definition.id);
      say({ type: "machine", machine: known.definition });
    }
    return known;
  }

  /** `isLate`: the actor existed before it was first reported. Returns undefined for an actor that has ended, or no actor. */
  function introduce(ref: unknown, isLate: boolean): Known | undefined {
    const before = actors.get(ref);
    if (before !== undefined) return before;
    const actor = textAt(ref, "sessionId");
    if (actor === undefined) return undefined;
    const snapshot = snapshotOf(ref);
    if (isLate && at(snapshot, "status") !== "active") return undefined;
    const parent = at(ref, "_parent");
    if (parent !== undefined) introduce(parent, true);
    const known = machineOf(at(ref, "logic"));
    const machine = known?.definition.id;
    const facts = createFactReader(machine, toSession);
    // When an actor is created it has no state yet, or another one if it is reported late. The state follows at once.
    const state = isLate && known !== undefined ? stateOf(snapshot) : undefined;
    const seen: Known = {
      ...{ actor, ref, machine, known, facts },
      ...{ state, toldState: state, edges: [], from: undefined },
    };
    actors.set(ref, seen);
    const draft: Writable<MessageOf<"actor">> = {
      ...{ type: "actor", actor, id: textAt(ref, "id") ?? actor, facts: {} },
    };
    const [parentId, src] = [textAt(parent, "sessionId"), textAt(ref, "src")];
    if (parentId !== undefined) draft.parent = parentId;
    if (machine !== undefined) draft.machine = machine;
    if (src !== undefined) draft.src = src;
    if (state !== undefined) draft.state = state;
    facts.look(at(snapshot, "context"), state);
    if (isLate) {
      draft.facts = facts.record();
      draft.isLate = true;
    }
    if (facts.segment !== undefined) bySegment.set(facts.segment, actor);
    name(draft, facts);
    say(draft);
    return seen;
  }

  function onEvent(ref: unknown, source: unknown, event: unknown): void {
    const type = textAt(event, "type") ?? "";
    const isBirth = type === "xstate.init";
    const from = senders.senderTo(ref, source, isBirth);
    // One that is told before its start is on its way.
    const seen = introduce(ref, !isBirth && !isComing(ref));
    if (seen === undefined || isBirth) return;
    listener.onEvent(seen, event);
    if (noise.has(type)) return;
    const draft: Writable<MessageOf<"event">> = {
      ...{ type: "event", actor: seen.actor, name: seen.known?.eventName(type) ?? type },
    };
    const sender = actors.get(from);
    const named = sender?.actor ?? listener.senderOf(seen, event);
    if (named !== undefined) draft.from = named;
    const data = dataOf(type, event);
    if (data !== undefined) draft.data = data;
    say(draft);
    if (type.startsWith(crash) && sender?.known !== undefined)
      finish(sender, { status: "error", error: at(event, "error") });
  }

  /** Several may follow from one event; they are told together. */
  function onMicrostep(ref: unknown, inspected: unknown): void {
    const seen = actors.get(ref);
    const to = stateOf(at(inspected, "snapshot"));
    if (seen?.known === undefined || to === undefined) return;
    if (seen.edges.length === 0) seen.from = seen.state ?? to;
    seen.state = to;
    if (noise.has(textAt(inspected, "event", "type") ?? "")) return;
    for (const transition of itemsOf(at(inspected, "_transitions"))) {
      const edge = seen.known.edgeId(transition);
      if (edge !== undefined && seen.edges.length < mostEdges) seen.edges.push(edge);
    }
  }

  function onSnapshot(ref: unknown, event: unknown, snapshot: unknown): void {
    const isOver = at(snapshot, "status") !== "active";
    // An actor that ended may still be mentioned. It is not introduced again.
    const seen = isOver ? actors.get(ref) : introduce(ref, true);
    if (seen === undefined) return;
    if (seen.known !== undefined) {
      seen.state = stateOf(snapshot);
      tellTransition(seen, textAt(event, "type") ?? "");
      listener.onSnapshot(seen, event, snapshot);
      tellChange(seen, event, snapshot);
    }
    if (isOver) finish(seen, snapshot);
  }

  function tellTransition(seen: Known, type: string): void {
    const { actor, known, from, state: to, edges } = seen;
    if (edges.length === 0 || from === undefined || to === undefined) return;
    seen.edges = [];
    seen.toldState = to;
    const event = known?.eventName(type) ?? type;
    say({ type: "transition", actor, event, from, to, edges });
  }

  function tellChange(seen: Known, event: unknown, snapshot: unknown): void {
    if (noise.has(textAt(event, "type") ?? "")) return;
    const { actor, facts, state } = seen;
    const isNews = facts.look(at(snapshot, "context"), state);
    if (!isNews && state === seen.toldState) return;
    seen.toldState = state;
    const draft: Writable<MessageOf<"snapshot">> = {
      ...{ type: "snapshot", actor, facts: facts.record() },
    };
    if (state !== undefined) draft.state = state;
    name(draft, facts);
    say(draft);
  }

  function finish(seen: Known, snapshot: unknown): void {
    const { actor, ref } = seen;
    const { segment } = seen.facts;
    actors.delete(ref);
    listener.onEnd(seen);
    if (segment !== undefined && bySegment.get(segment) === actor) bySegment.delete(segment);
    const status = at(snapshot, "status");
    const how = status === "done" || status === "error" ? status : "stopped";
    const error = how === "error" ? toError(at(snapshot, "error")) : undefined;
    say(error === undefined ? { type: "end", actor, how } : { type: "end", actor, how, error });
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

/** Transitions in one message. A machine that takes more in one event is in a loop. */
const mostEdges = 100;

/** A message that is being put together; it gets its number and time when it is said. */
type Writable<T> = { -readonly [K in keyof Omit<T, "n" | "t">]: T[K] };

/** Whom or what it is about, once that is known. */
function name(draft: { segment?: string; peer?: string }, { segment, peer }: SeenActor["facts"]) {
  if (segment !== undefined) draft.segment = segment;
  if (peer !== undefined) draft.peer = peer;
}

function stateOf(snapshot: unknown): StateValue | undefined {
  return at(snapshot, "value") as StateValue | undefined;
}
