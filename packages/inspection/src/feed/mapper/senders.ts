/**
 * Who sent an event. XState says so for what `sendTo` sends and for what effects answer; the engine's actions call
 * `send` of what they hold. Those come while an actor works, and are from the innermost that does. Reads what XState
 * keeps of its mailboxes: where that is not there, a sender is unknown.
 */
import { at } from "../look.ts";

export interface Senders {
  /** Of an event that is sent to `receiver` now; undefined: no actor did (the page, a timer, the network). */
  senderTo(receiver: unknown, source: unknown, isBirth: boolean): unknown;
}

/** XState's own number for an actor that was stopped. */
const stopped = 2;

export function createSenders(): Senders {
  /** That work, the innermost last; those that no longer do are dropped when they are looked at. */
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
