/**
 * The same stream for Stately's own tools: from our messages to the inspection events of `@statelyai/inspect`
 * (0.7; actor, event and snapshot). What they have no word for (decisions, transfers, peers) is left out. Pure.
 */
import type { MachineDefinition, MachineNode } from "../format/machine.ts";
import type { Message, MessageOf } from "../format/message.ts";
import type { PlainRecord, StateValue } from "../format/plain.ts";
import type { Session } from "../format/session.ts";

interface Base {
  readonly rootId: string | undefined;
  readonly sessionId: string;
  /** ms since 1970. */
  readonly createdAt: string;
  readonly id: string;
  readonly _version: string;
}

interface StatelySnapshot {
  readonly status: "active" | "done" | "error" | "stopped";
  readonly value?: StateValue | undefined;
  readonly context: PlainRecord;
}

interface StatelyEventObject {
  readonly type: string;
  readonly [field: string]: unknown;
}

export type StatelyEvent =
  | (Base & {
      readonly type: "@xstate.actor";
      readonly name: string;
      readonly snapshot: StatelySnapshot;
      /** JSON of the machine's config. */
      readonly definition: string | undefined;
      readonly parentId: string | undefined;
    })
  | (Base & {
      readonly type: "@xstate.event";
      readonly event: StatelyEventObject;
      readonly sourceId: string | undefined;
    })
  | (Base & {
      readonly type: "@xstate.snapshot";
      readonly event: StatelyEventObject;
      readonly snapshot: StatelySnapshot;
    });

/** Of the package that it is tested against. */
const statelyVersion = "0.7.2";

/** For the messages of one session, in order, the base first. */
export function createStatelyAdapter(session: Session): (message: Message) => StatelyEvent[] {
  const machines = new Map<string, string>();
  const actors = new Map<string, StatelySnapshot>();
  /** What an actor heard last: Stately wants to know which event a snapshot is of. */
  const heard = new Map<string, string>();
  let rootId: string | undefined;

  function base({ actor, n, t }: { actor: string; n: number; t: number }): Base {
    return {
      rootId,
      sessionId: actor,
      createdAt: String(session.startedAt + t),
      id: `${session.session}-${n}`,
      _version: statelyVersion,
    };
  }

  function begin(message: MessageOf<"actor">): StatelyEvent {
    const { actor, id, parent, machine, state, facts } = message;
    if (parent === undefined) rootId ??= actor;
    const snapshot: StatelySnapshot = { status: "active", value: state, context: facts };
    actors.set(actor, snapshot);
    const definition = machine === undefined ? undefined : machines.get(machine);
    const type = "@xstate.actor";
    return { ...base(message), type, name: id, snapshot, definition, parentId: parent };
  }

  function change(
    message: MessageOf<"transition"> | MessageOf<"snapshot"> | MessageOf<"end">,
    changes: Partial<StatelySnapshot>,
  ): StatelyEvent {
    const { actor } = message;
    const before = actors.get(actor) ?? { status: "active", context: {} };
    const snapshot = { ...before, ...changes };
    actors.set(actor, snapshot);
    const event = { type: heard.get(actor) ?? "" };
    return { ...base(message), type: "@xstate.snapshot", event, snapshot };
  }

  function end(message: MessageOf<"end">): StatelyEvent {
    const last = change(message, { status: message.how });
    actors.delete(message.actor);
    heard.delete(message.actor);
    return last;
  }

  function hear(message: MessageOf<"event">): StatelyEvent {
    heard.set(message.actor, message.name);
    const event = { ...message.data, type: message.name };
    return { ...base(message), type: "@xstate.event", event, sourceId: message.from };
  }

  return (message) => {
    if (message.type === "machine")
      machines.set(message.machine.id, JSON.stringify(toConfig(message.machine)));
    if (message.type === "actor") return [begin(message)];
    if (message.type === "event") return [hear(message)];
    if (message.type === "end") return [end(message)];
    if (message.type === "transition") return [change(message, { value: message.to })];
    if (message.type !== "snapshot") return [];
    const { state, facts: context } = message;
    return [change(message, state === undefined ? { context } : { value: state, context })];
  };
}

interface StateConfig {
  readonly id: string;
  readonly type?: MachineNode["kind"];
  readonly initial?: string;
  readonly entry: readonly string[];
  readonly exit: readonly string[];
  readonly invoke: readonly { readonly src: string }[];
  readonly on: Readonly<Record<string, readonly object[]>>;
  readonly always: readonly object[];
  readonly states: Readonly<Record<string, StateConfig>>;
}

/** As `createMachine` takes it, with names in place of functions. */
export function toConfig(machine: MachineDefinition): StateConfig | undefined {
  const [root] = machine.nodes;
  return root === undefined ? undefined : nodeConfig(machine, root);
}

function nodeConfig(machine: MachineDefinition, node: MachineNode): StateConfig {
  const children = machine.nodes.filter(({ parent }) => parent === node.id);
  const initial = children.find(({ id }) => id === node.initial)?.key;
  const edges = machine.edges.filter(({ source }) => source === node.id);
  const on = new Map<string, object[]>();
  const always: object[] = [];
  for (const { event, targets, guard, actions } of edges) {
    const edge = {
      target: targets.map((id) => `#${id}`),
      ...(guard === undefined ? {} : { guard }),
      actions,
    };
    if (event === "") always.push(edge);
    else on.set(event, [...(on.get(event) ?? []), edge]);
  }
  const { id, kind, entry, exit, invokes } = node;
  return {
    id,
    ...(kind === "parallel" || kind === "final" || kind === "history" ? { type: kind } : {}),
    ...(initial === undefined ? {} : { initial }),
    ...{ entry, exit, always, on: Object.fromEntries(on) },
    invoke: invokes.map((src) => ({ src })),
    states: Object.fromEntries(children.map((child) => [child.key, nodeConfig(machine, child)])),
  };
}
