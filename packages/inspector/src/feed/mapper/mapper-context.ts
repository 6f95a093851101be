/** What the parts of the mapper share. One for each feed. */
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
  return at(snapshotOf(at(snapshotOf(host.root), "children", name)), "context");
}

export function snapshotOf(actor: unknown): unknown {
  const read = at(actor, "getSnapshot");
  return typeof read === "function" ? (read.call(actor) as unknown) : undefined;
}
