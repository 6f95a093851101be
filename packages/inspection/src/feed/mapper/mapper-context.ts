/** The shared state of the parts of the mapper. There is one for each feed. */
import type { InspectedHost } from "@swarmlane/contract";
import type { Draft } from "../../format/message.ts";
import { at } from "../look.ts";

export interface MapperContext {
  readonly host: InspectedHost;
  readonly say: (draft: Draft) => void;
  /** ms of the session: of what is being observed. */
  readonly now: () => number;
  readonly toSession: (at: number) => number;
}

/** The context of one of the root's two children, as it is now. */
export function childContext(host: InspectedHost, name: "scheduler" | "swarm"): unknown {
  return at(snapshotOf(childOf(host, name)), "context");
}

/** The actor. */
export function childOf(host: InspectedHost, name: "scheduler" | "swarm"): unknown {
  return at(snapshotOf(host.root), "children", name);
}

/** Undefined for one that is not started: XState's development build throws then. */
export function snapshotOf(actor: unknown): unknown {
  if (isComing(actor)) return undefined;
  const read = at(actor, "getSnapshot");
  return typeof read === "function" ? (read.call(actor) as unknown) : undefined;
}

/** It is made and not started, by XState's own number. */
export function isComing(actor: unknown): boolean {
  return at(actor, "_processingStatus") === 0;
}
