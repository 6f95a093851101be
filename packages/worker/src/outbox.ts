/**
 * What the host has to say within a task, as one array message. Order is kept.
 * Byte counts of one source that directly follow byte counts are summed: nothing else could tell them apart.
 */
import type { HostBatch, HostMessage } from "@swarmlane/contract";

export interface Outbox {
  /** Leaves with the batch of the running task. */
  push(message: HostMessage, transfer?: readonly Transferable[]): void;
  /** Ends the batch with `message` and sends it now. */
  end(message: HostMessage, transfer?: readonly Transferable[]): void;
}

type BytesMessage = Extract<HostMessage, { type: `bytes/${string}` }>;

export function createOutbox(post: (batch: HostBatch, transfer: Transferable[]) => void): Outbox {
  let batch: HostMessage[] = [];
  let transfers: Transferable[] = [];
  /** Where in the batch the byte counts of a source stand, since the last message of another kind. */
  const counts = new Map<string, number>();

  function flush(): void {
    if (batch.length === 0) return;
    const [messages, list] = [batch, transfers];
    batch = [];
    transfers = [];
    counts.clear();
    post(messages, list);
  }

  function append(message: HostMessage, transfer: readonly Transferable[]): void {
    if (isBytes(message)) {
      const source = sourceOf(message);
      const index = counts.get(source) ?? batch.length;
      const former = batch[index];
      const isSameSource = former !== undefined && isBytes(former);
      batch[index] = isSameSource ? { ...message, bytes: former.bytes + message.bytes } : message;
      counts.set(source, index);
      return;
    }
    counts.clear();
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

function isBytes(message: HostMessage): message is BytesMessage {
  return message.type === "bytes/downloaded" || message.type === "bytes/uploaded";
}

function sourceOf(message: BytesMessage): string {
  const method = message.type === "bytes/downloaded" ? message.method : "";
  return `${message.type} ${method} ${message.peerId ?? ""}`;
}
