/** The names of XState's guards, actions and internal events in messages. Pure. */
import type { MachineEdge } from "../../format/machine.ts";
import { at, itemsOf, textAt } from "../look.ts";

/** Inline functions have no name that survives minification. */
const unnamed = "(inline)";

export function guardName(guard: unknown): string {
  if (typeof guard === "string") return guard;
  const parts = itemsOf(at(guard, "guards")).map(guardName);
  if (parts.length > 0) return parts.length === 1 ? `not ${parts.join("")}` : parts.join(" and ");
  return (typeof guard === "object" ? textAt(guard, "type") : undefined) ?? unnamed;
}

export function actionName(action: unknown): string {
  if (typeof action === "string") return action;
  const type = textAt(action, "type");
  return type === undefined ? unnamed : type.replace(/^xstate\./, "");
}

/** `effects`: names of a machine's effects by the ids that XState gave them. */
export function eventName(type: string, effects: ReadonlyMap<string, string>): string {
  const [, delay] = /^xstate\.after\.([^.]+)\./.exec(type) ?? [];
  if (delay !== undefined) return `after:${delay}`;
  const [, kind, id] = /^xstate\.(done|error)\.(?:actor|state)\.(.*)$/s.exec(type) ?? [];
  if (kind === undefined || id === undefined) return type;
  return `${kind}.${effects.get(id) ?? id}`;
}

export function kindOfEvent(type: string): MachineEdge["kind"] {
  if (type === "") return "always";
  const [, kind] = /^xstate\.(after|done|error)\./.exec(type) ?? [];
  return kind === "after" || kind === "done" || kind === "error" ? kind : "on";
}
