/** Finds the state of an actor, a segment or a peer before and after a message. Page. */
import type { Message, Plain, PlainRecord, Recording, StateValue } from "@swarmlane/inspection";
import { subjectsOf } from "./selection.ts";

export interface ContextAround {
  readonly before: Context;
  /** Until the next event reached it. */
  readonly after: Context;
}

interface Context {
  readonly state: StateValue | undefined;
  readonly facts: PlainRecord;
}

/** The number of messages in which an event's consequences are searched, because they are reported at once. */
const reach = 500;

/** Undefined: the message is about none of them. */
export function contextAround(recording: Recording, position: number): ContextAround | undefined {
  const message: Message | undefined = recording.messages[position];
  if (message === undefined) return undefined;
  const read = readerFor(recording, message);
  if (read === undefined) return undefined;
  const end = message.type === "event" ? endOf(recording, position, message.actor) : position + 1;
  const before = read(position) ?? { state: undefined, facts: {} };
  const after = read(end);
  return after && { before, after };
}

type ReadContext = (position: number) => Context | undefined;

/** Whatever the message names first. */
function readerFor(recording: Recording, message: Message): ReadContext | undefined {
  const { actor, segment, peer } = subjectsOf(message);
  if (
    message.type !== "segment" &&
    actor !== undefined &&
    segment === undefined &&
    peer === undefined
  )
    return (at) => {
      const { actors, ended } = recording.modelAt(at);
      const found = actors.get(actor) ?? ended.get(actor);
      return found && { state: found.state, facts: found.facts };
    };
  if (segment !== undefined)
    return (at) => {
      const found = recording.modelAt(at).segments.get(segment);
      return found && { state: found.state, facts: plainPart(found) };
    };
  if (peer === undefined) return undefined;
  return (at) => {
    const found = recording.modelAt(at).peers.get(peer);
    return found && { state: found.state, facts: plainPart(found) };
  };
}

/** Without what is told elsewhere: names, and what is no plain data. */
function plainPart(model: object): PlainRecord {
  const { transfer } = model as { readonly transfer?: { readonly bytes: number } };
  const entries = Object.entries(model).filter(
    (entry): entry is [string, Plain] =>
      !names.has(entry[0]) && ["string", "number", "boolean"].includes(typeof entry[1]),
  );
  const facts = Object.fromEntries(entries);
  return transfer === undefined ? facts : { ...facts, bytes: transfer.bytes };
}

const names: ReadonlySet<string> = new Set(["key", "id", "state", "since", "n", "t", "url"]);

function endOf({ messages }: Recording, position: number, actor: string): number {
  const last = Math.min(messages.length, position + reach);
  let end = position + 1;
  for (let at = position + 1; at < last; at += 1) {
    const message = messages[at];
    if (message === undefined || !("actor" in message) || message.actor !== actor) continue;
    if (message.type === "event") break;
    end = at + 1;
  }
  return end;
}
