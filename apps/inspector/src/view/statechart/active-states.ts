/** Turns a state value into the ids of the active boxes. Pure. */
import type { MachineDefinition, StateValue } from "@swarmlane/inspection";

export function activeStates(
  { nodes }: MachineDefinition,
  state: StateValue | undefined,
): ReadonlySet<string> {
  const [root] = nodes;
  const active = new Set<string>();
  const light = (parent: string, value: StateValue): void => {
    const entries =
      typeof value === "string" ? [[value, undefined] as const] : Object.entries(value);
    for (const [key, inner] of entries) {
      const node = nodes.find((each) => each.parent === parent && each.key === key);
      if (node === undefined) continue;
      active.add(node.id);
      if (inner !== undefined) light(node.id, inner);
    }
  };
  if (root !== undefined && state !== undefined) light(root.id, state);
  return active;
}
