/**
 * Collects the host's messages of a task in one array. Either thread. The order is kept.
 * A message to another thread costs more than its content. Messages that the page does not act on wait for a more important one,
 * but at most for `patience`.
 */
import type { Clock, HostBatch, HostMessage } from "@swarmlane/contract";

export interface Outbox {
  /** Leaves with the batch of the running task. */
  push(message: HostMessage, transfer?: readonly Transferable[]): void;
  /** Ends the batch with `message` and sends it now. */
  end(message: HostMessage, transfer?: readonly Transferable[]): void;
}

export interface OutboxOptions {
  readonly clock: Clock;
  /** ms. */
  readonly patience: number;
  readonly post: (batch: HostBatch, transfer: Transferable[]) => void;
}

export function createOutbox({ clock, patience, post }: OutboxOptions): Outbox {
  let batch: HostMessage[] = [];
  let transfers: Transferable[] = [];
  let isLeaving = false;
  let isTimed = false;

  function flush(): void {
    isLeaving = false;
    if (batch.length === 0) return;
    const [messages, list] = [batch, transfers];
    batch = [];
    transfers = [];
    post(messages, list);
  }

  function append(message: HostMessage, transfer: readonly Transferable[]): void {
    batch.push(message);
    transfers.push(...transfer);
  }

  function flushLater(): void {
    if (isTimed) return;
    isTimed = true;
    clock.setTimeout(() => {
      isTimed = false;
      flush();
    }, patience);
  }

  return {
    push(message, transfer = []) {
      append(message, transfer);
      if (isLeaving) return;
      // States are for people who watch; whoever waits for a segment hears that it is loaded.
      if (message.type === "segment/state") {
        flushLater();
      } else {
        isLeaving = true;
        queueMicrotask(flush);
      }
    },
    end(message, transfer = []) {
      append(message, transfer);
      flush();
    },
  };
}
