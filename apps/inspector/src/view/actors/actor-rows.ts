/** The tree of actors as rows, without collapsed parts. Pure. */
import type { ActorModel, Model } from "@swarmlane/inspection";

export interface ActorRow {
  readonly actor: ActorModel;
  /** 1 for a root. */
  readonly level: number;
  readonly childCount: number;
  readonly isOpen: boolean;
}

export function actorRows(
  { actors, ended }: Readonly<Model>,
  folded: ReadonlySet<string>,
  withEnded: boolean,
): ActorRow[] {
  const children = new Map<string | undefined, ActorModel[]>();
  const place = (actor: ActorModel): void => {
    const { parent } = actor;
    const isKnown =
      parent !== undefined && (actors.has(parent) || (withEnded && ended.has(parent)));
    const key = isKnown ? parent : undefined;
    const siblings = children.get(key);
    if (siblings === undefined) children.set(key, [actor]);
    else siblings.push(actor);
  };
  for (const actor of actors.values()) place(actor);
  if (withEnded) for (const actor of ended.values()) place(actor);

  const rows: ActorRow[] = [];
  const add = (actor: ActorModel, level: number): void => {
    const inner = children.get(actor.actor) ?? [];
    const isOpen = !folded.has(actor.actor);
    rows.push({ actor, level, childCount: inner.length, isOpen });
    if (isOpen) for (const child of inner) add(child, level + 1);
  };
  for (const root of children.get(undefined) ?? []) add(root, 1);
  return rows;
}
