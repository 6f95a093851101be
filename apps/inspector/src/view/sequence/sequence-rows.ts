/** The rows of a sequence diagram: the messages between some actors and their new states. Pure. */
import type { Message, MessageOf, Model } from "@swarmlane/inspection";

export type SequenceRow = MessageOf<"event"> | MessageOf<"transition">;

/** Limits for the searched messages and the rows, because larger diagrams are not readable. */
const mostLooked = 20_000;
export const mostRows = 1000;

/** The newest ones before `position`, oldest first. */
export function sequenceRows(
  messages: readonly Message[],
  position: number,
  actors: ReadonlySet<string>,
): SequenceRow[] {
  const rows: SequenceRow[] = [];
  const end = Math.max(0, position - mostLooked);
  for (let at = position - 1; at >= end && rows.length < mostRows; at -= 1) {
    const message = messages[at];
    if (message?.type !== "event" && message?.type !== "transition") continue;
    if (actors.has(message.actor)) rows.push(message);
  }
  return rows.reverse();
}

/** The actors that exchanged the most messages with an actor before `position`, after the actor itself and its parent. */
export function companionsOf(
  messages: readonly Message[],
  position: number,
  model: Readonly<Model>,
  actor: string | undefined,
  most: number,
): string[] {
  const counts = new Map<string, number>();
  const count = (id: string): void => void counts.set(id, (counts.get(id) ?? 0) + 1);
  const end = Math.max(0, position - mostLooked);
  for (let at = position - 1; at >= end; at -= 1) {
    const message = messages[at];
    if (message?.type !== "event") continue;
    if (actor === undefined) count(message.actor);
    else if (message.actor === actor && message.from !== undefined) count(message.from);
    else if (message.from === actor) count(message.actor);
  }
  const parent =
    actor === undefined ? undefined : (model.actors.get(actor) ?? model.ended.get(actor))?.parent;
  const byCount = [...counts].sort(([, a], [, b]) => b - a).map(([id]) => id);
  const first = [parent, actor].filter((id) => id !== undefined);
  return [...new Set([...first, ...byCount])].slice(0, most);
}
