/**
 * Applies a message to the model of the messages that the ring no longer has. Like `apply`, but it skips what a base does not
 * contain: received events, counts of transitions, ends of actors, decisions and arrived bytes. No other code uses this model,
 * so most records are changed in place. Every message of a long session passes through here.
 */
import type { Message, MessageOf } from "../format/message.ts";
import { apply } from "../model/apply.ts";
import type { Model } from "../model/model.ts";
import { omit } from "../omit.ts";

/** Changes `model`. */
export function forget(model: Model, message: Message): void {
  switch (message.type) {
    case "event":
    case "decision":
      break;
    case "transition":
      change(model.actors, message.actor, { state: message.to });
      break;
    case "snapshot":
      change(model.actors, message.actor, omit(message, "type", "actor", "n", "t"));
      break;
    case "end":
      model.actors.delete(message.actor);
      break;
    case "segment": {
      const { segment, state, reason, actor, peer, error, retryAt } = message;
      change(model.segments, segment, { state, reason, actor, peer, error, retryAt });
      break;
    }
    case "transfer":
      if (isOver(message)) model.transfers.delete(message.transfer);
      else model.transfers.set(message.transfer, message);
      break;
    case "machine":
    case "actor":
    case "queue":
    case "peer":
    case "announce":
    case "tracker":
    case "storage":
    case "settings":
    case "traffic":
    case "warning":
    case "gap":
      apply(model, message);
  }
  model.n = message.n;
  model.t = Math.max(model.t, message.t);
}

function change<T extends object>(all: ReadonlyMap<string, T>, id: string, next: Partial<T>): void {
  const record = all.get(id);
  if (record !== undefined) Object.assign(record, next);
}

function isOver({ phase }: MessageOf<"transfer">): boolean {
  return phase === "done" || phase === "cancelled" || phase === "failed";
}
