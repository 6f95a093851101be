/**
 * Determines who sent an event. XState reports the sender for `sendTo` and for the results of effects. The engine's actions
 * also call `send` directly. Such an event comes from the innermost actor that is working at that moment. This module reads
 * XState's mailboxes. If they are not available, the sender is unknown.
 */
import { at } from "../look.ts";

export interface Senders {
  /** The sender of an event for `receiver`. Undefined if it is not an actor (the page, a timer, the network). */
  senderTo(receiver: unknown, source: unknown, isBirth: boolean): unknown;
}

/** XState's own number for an actor that was stopped. */
const stopped = 2;

export function createSenders(): Senders {
  /** The working actors, the innermost last. Actors that have finished are dropped when the list is read. */
  const working: unknown[] = [];

  function innermost(): unknown {
    while (working.length > 0) {
      const last = working[working.length - 1];
      if (isWorking(last)) return last;
      working.pop();
    }
    return undefined;
  }

  return {
    senderTo(receiver, source, isBirth) {
      const sender = source ?? innermost();
      // It takes the event in at once; one that works already is in the list.
      if (isBirth || (isReady(receiver) && !isWorking(receiver))) working.push(receiver);
      return sender;
    },
  };
}

/** Its mailbox is open; until then what is sent to it waits. */
function isReady(actor: unknown): boolean {
  return at(actor, "mailbox", "_active") === true && at(actor, "_processingStatus") !== stopped;
}

/** An event is being taken in, or it is just being started. */
function isWorking(actor: unknown): boolean {
  const mailbox = at(actor, "mailbox");
  if (mailbox === undefined || at(actor, "_processingStatus") === stopped) return false;
  return at(mailbox, "_active") === false || at(mailbox, "_current") !== null;
}
