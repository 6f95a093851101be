/** A machine's definition as data, from which its statechart can be drawn. Part of the message format, version 1. */
import { inspectLimits } from "../limits.ts";
import { count, id, list, oneOf, optional, record, text, type Read } from "./shape.ts";

const { machineNodes, nodeTransitions } = inspectLimits;
const name = text(inspectLimits.valueLength);
const names = list(name, nodeTransitions);

/** An arrow. */
export const edgeShape = record({
  /** Unique within the machine; `transition.edges` names it. */
  id,
  /** Of the state it leaves. */
  source: id,
  /** The states that it enters. If empty, the state does not change, and only actions run. */
  targets: list(id, nodeTransitions),
  /** The event that triggers it. `""` for an eventless transition, `after:` and the delay's name for a timer. */
  event: name,
  kind: oneOf("on", "after", "always", "done", "error"),
  /** The guard as text: a name, or `not …`, `… and …`. Absent if there is no guard. */
  guard: optional(name),
  /** In the order in which they run. */
  actions: names,
  /** The state it leaves is entered again even when it is the target. */
  reenter: optional(count),
});
export type MachineEdge = Read<typeof edgeShape>;

/** A box. */
export const nodeShape = record({
  /** Unique within the machine, such as `segment.validating.checking`. */
  id,
  /** Its name in state values. */
  key: name,
  /** Absent: the machine itself. */
  parent: optional(id),
  kind: oneOf("atomic", "compound", "parallel", "final", "history"),
  /** The child that is entered first, by id. */
  initial: optional(id),
  entry: names,
  exit: names,
  /** Effects that run while it is active, by name. */
  invokes: names,
  description: optional(text()),
});
export type MachineNode = Read<typeof nodeShape>;

/** Parents before their children. The first one is the machine itself. */
export const machineShape = record({
  id,
  nodes: list(nodeShape, machineNodes),
  edges: list(edgeShape, machineNodes * 10),
});
export type MachineDefinition = Read<typeof machineShape>;
