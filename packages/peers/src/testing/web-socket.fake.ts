/** Tests only: a WebSocket and the window's `online` event, both controlled by the test. */
import { vi } from "vitest";

export class FakeWebSocket {
  static readonly OPEN = 1;
  static readonly CLOSED = 3;
  /** Every socket since `installFakeWebSocket`, in order. */
  static all: FakeWebSocket[] = [];
  /** Set to make the constructor throw, as a content security policy does. */
  static refuses = false;

  readyState = 0;
  readonly sent: string[] = [];
  #lost = false;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;

  constructor(readonly url: string) {
    FakeWebSocket.all.push(this);
    if (FakeWebSocket.refuses) throw new DOMException("refused", "SecurityError");
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.readyState = FakeWebSocket.CLOSED;
  }

  /** The server accepts the connection. */
  accept(): void {
    this.readyState = FakeWebSocket.OPEN;
    this.onopen?.();
  }

  /** The server or the network ends the connection. */
  lose(): void {
    if (this.#lost) return;
    this.#lost = true;
    this.readyState = FakeWebSocket.CLOSED;
    this.onclose?.();
  }
}

/** Returns the window on which to dispatch `online`. `vi.unstubAllGlobals()` uninstalls it. */
export function installFakeWebSocket(): EventTarget {
  const window = new EventTarget();
  FakeWebSocket.all = [];
  FakeWebSocket.refuses = false;
  vi.stubGlobal("WebSocket", FakeWebSocket);
  vi.stubGlobal("addEventListener", window.addEventListener.bind(window));
  vi.stubGlobal("removeEventListener", window.removeEventListener.bind(window));
  return window;
}

/** The newest socket. */
export function lastSocket(): FakeWebSocket {
  const socket = FakeWebSocket.all.at(-1);
  if (socket === undefined) throw new Error("no socket was opened");
  return socket;
}
