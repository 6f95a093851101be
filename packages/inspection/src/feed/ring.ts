/**
 * The last messages of a session, and the model of all earlier ones, which is the base for late readers. Messages get their
 * number and time here.
 */
import type { Draft, Message } from "../format/message.ts";
import { forget } from "./forget.ts";
import { createModel } from "../model/model.ts";
import { toMessages } from "../model/to-messages.ts";

export interface Ring {
  /** `t`: ms of the session. Takes ownership of the draft, which becomes the message. */
  push(draft: Draft, t: number): void;
  /** Of the newest message; 0 before the first. */
  readonly last: number;
  /** Number of the oldest message that is remembered. */
  readonly first: number;
  /** Those after number `n`, at most `most`. */
  after(n: number, most: number): Message[];
  /** The model before the first remembered message, as messages. Empty if nothing was forgotten. */
  base(): Message[];
}

export function createRing(size: number): Ring {
  const slots: Message[] = [];
  const forgotten = createModel();
  let last = 0;
  let lastTime = 0;

  const slotOf = (n: number): number => (n - 1) % size;
  const firstOf = (): number => Math.max(1, last - size + 1);

  return {
    push(draft, t) {
      const slot = slotOf(last + 1);
      const oldest = slots[slot];
      if (oldest !== undefined) forget(forgotten, oldest);
      last += 1;
      // A clock that stops or goes back must not change the order of messages.
      lastTime = Math.max(lastTime, t);
      slots[slot] = number(draft, last, lastTime);
    },
    get last() {
      return last;
    },
    get first() {
      return firstOf();
    },
    after(n, most) {
      const from = Math.max(n + 1, firstOf());
      const to = Math.min(last, from + most - 1);
      const found: Message[] = [];
      for (let number = from; number <= to; number += 1) {
        const message = slots[slotOf(number)];
        if (message !== undefined) found.push(message);
      }
      return found;
    },
    base: () => (forgotten.n === 0 ? [] : toMessages(forgotten)),
  };
}

function number(draft: { n?: number; t?: number } & Draft, n: number, t: number): Message {
  draft.n = n;
  draft.t = t;
  return draft as Message;
}
