/** What the host has to say within a task, as one array message. Either thread. Order is kept. */
import type { HostBatch, HostMessage } from "@swarmlane/contract";

export interface Outbox {
  /** Leaves with the batch of the running task. */
  push(message: HostMessage, transfer?: readonly Transferable[]): void;
  /** Ends the batch with `message` and sends it now. */
  end(message: HostMessage, transfer?: readonly Transferable[]): void;
}

export function createOutbox(post: (batch: HostBatch, transfer: Transferable[]) => void): Outbox {
  let batch: HostMessage[] = [];
  let transfers: Transferable[] = [];

  function flush(): void {
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

  return {
    push(message, transfer = []) {
      if (batch.length === 0) queueMicrotask(flush);
      append(message, transfer);
    },
    end(message, transfer = []) {
      append(message, transfer);
      flush();
    },
  };
}
