/**
 * Turns XState's state nodes into a machine's definition as data, with ids for its transitions. It reads by structure, because
 * the feed does not contain XState, and the version of the host's XState is not known.
 */
import type { MachineDefinition, MachineEdge, MachineNode } from "../../format/machine.ts";
import { inspectLimits } from "../../limits.ts";
import { at, given, itemsOf, textAt, valuesOf } from "../look.ts";
import { actionName, eventName, guardName, kindOfEvent } from "./names.ts";

export interface KnownMachine {
  readonly definition: MachineDefinition;
  /** Of an arrow as XState reports it; undefined for one that is not in the definition. */
  edgeId(transition: unknown): string | undefined;
  /** As the definition writes it. */
  eventName(type: string): string;
}

/** Undefined: the logic is no machine. */
export function readMachine(logic: unknown): KnownMachine | undefined {
  const root = at(logic, "root");
  const id = textAt(root, "id");
  if (id === undefined) return undefined;
  const stateNodes = allNodes(root);
  const effects = new Map(stateNodes.flatMap(effectsOf));
  const ids = new Map<unknown, string>();
  const edges: MachineEdge[] = [];
  for (const node of stateNodes) {
    for (const transition of transitionsOf(node)) {
      const edge = readEdge(transition, node, edges.length, effects);
      edges.push(edge);
      ids.set(transition, edge.id);
    }
  }
  return {
    definition: { id, nodes: stateNodes.map(readNode), edges },
    edgeId: (transition) => ids.get(transition),
    eventName: (type) => eventName(type, effects),
  };
}

/** Parents before children. */
function allNodes(root: unknown): unknown[] {
  const found = [root];
  for (
    let index = 0;
    index < found.length && found.length < inspectLimits.machineNodes;
    index += 1
  ) {
    found.push(...valuesOf(at(found[index], "states")));
  }
  return found.slice(0, inspectLimits.machineNodes);
}

function readNode(node: unknown): MachineNode {
  const [initial] = itemsOf(at(node, "initial", "target"));
  return {
    id: idOf(node),
    key: textAt(node, "key") ?? "",
    kind: kindOf(textAt(node, "type")),
    entry: actionsOf(at(node, "entry")),
    exit: actionsOf(at(node, "exit")),
    invokes: effectsOf(node).map(([, src]) => src),
    ...given("parent", textAt(node, "parent", "id")),
    ...given("initial", initial === undefined ? undefined : idOf(initial)),
    ...given("description", textAt(node, "description")),
  };
}

function readEdge(
  transition: unknown,
  node: unknown,
  index: number,
  effects: ReadonlyMap<string, string>,
): MachineEdge {
  const type = textAt(transition, "eventType") ?? "";
  const event = eventName(type, effects);
  const guard = at(transition, "guard");
  const source = idOf(node);
  return {
    id: `${source} ${event} ${index}`,
    source,
    targets: itemsOf(at(transition, "target")).map(idOf),
    event,
    kind: kindOfEvent(type),
    actions: itemsOf(at(transition, "actions")).map(actionName),
    ...(guard === undefined ? {} : { guard: guardName(guard) }),
    ...(at(transition, "reenter") === true ? { reenter: 1 } : {}),
  };
}

/** Without XState's own actions for the timers of `after`, which are shown as transitions. */
function actionsOf(actions: unknown): string[] {
  const isTimer = (action: unknown): boolean =>
    /^xstate\.after\./.test(textAt(action, "event", "type") ?? textAt(action, "sendId") ?? "");
  return itemsOf(actions)
    .filter((action) => !isTimer(action))
    .map(actionName);
}

function transitionsOf(node: unknown): unknown[] {
  const onEvents = itemsOf(at(node, "transitions")).flatMap(itemsOf);
  return [...onEvents, ...itemsOf(at(node, "always"))].slice(0, inspectLimits.nodeTransitions);
}

/** Of the effects that a state runs: the ids XState gives them, and their names. */
function effectsOf(node: unknown): [string, string][] {
  return itemsOf(at(node, "invoke")).map((invoke) => {
    const id = textAt(invoke, "id") ?? "";
    return [id, textAt(invoke, "src") ?? id];
  });
}

function idOf(node: unknown): string {
  return textAt(node, "id") ?? "";
}

function kindOf(type: string | undefined): MachineNode["kind"] {
  if (type === "compound" || type === "parallel" || type === "final" || type === "history")
    return type;
  return "atomic";
}
