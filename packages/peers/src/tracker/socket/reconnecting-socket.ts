/** A WebSocket that reconnects: with full jitter between attempts, and at once when the machine is online again. */
import type { Limits } from "@swarmlane/contract";

export interface ReconnectingSocket {
  readonly isOpen: boolean;
  /** Drops `text` if there is no connection. Anything worth repeating can be sent again from `onOpen`. */
  send(text: string): void;
  /** The other side sent something valid: after the next loss, delays start at the shortest one again. */
  trust(): void;
  /** Closes at once and leaves no socket, timer or listener. No callback is called afterwards. */
  close(): void;
}

export interface ReconnectingSocketOptions {
  readonly limits: Pick<Limits, "trackerReconnectMin" | "trackerReconnectMax">;
  readonly onOpen: () => void;
  readonly onMessage: (data: unknown) => void;
  /** A connection was lost or could not be established. Another attempt follows. */
  readonly onLoss: () => void;
}

export function createReconnectingSocket(
  url: string,
  { limits, onOpen, onMessage, onLoss }: ReconnectingSocketOptions,
): ReconnectingSocket {
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let closed = false;

  function connect(): void {
    timer = undefined;
    try {
      socket = new WebSocket(url);
    } catch {
      retry(); // For example, a content security policy forbids the address.
      return;
    }
    socket.onopen = onOpen;
    socket.onmessage = ({ data }) => onMessage(data);
    socket.onclose = retry;
  }

  function retry(): void {
    socket = undefined;
    const longest = Math.min(
      limits.trackerReconnectMax,
      limits.trackerReconnectMin * 2 ** failures,
    );
    failures += 1;
    timer = setTimeout(connect, Math.random() * longest);
    onLoss();
  }

  function retryNow(): void {
    if (timer === undefined) return;
    clearTimeout(timer);
    failures = 0;
    connect();
  }

  globalThis.addEventListener("online", retryNow);
  connect();

  return {
    get isOpen() {
      return socket?.readyState === WebSocket.OPEN;
    },
    send(text) {
      if (socket?.readyState === WebSocket.OPEN) socket.send(text);
    },
    trust() {
      failures = 0;
    },
    close() {
      if (closed) return;
      closed = true;
      globalThis.removeEventListener("online", retryNow);
      clearTimeout(timer);
      timer = undefined;
      if (socket === undefined) return;
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    },
  };
}
