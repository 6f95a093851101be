/** The relays that the user added, and whether they are connected. Page. */
import { signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { socketLink, type OpenLink } from "@swarmlane/inspection";

export interface Relay {
  readonly address: string;
  /** A lost relay is retried automatically. */
  readonly state: "connecting" | "connected" | "lost";
}

export interface Relays {
  readonly known: ReadonlySignal<readonly Relay[]>;
  /** Connects to the relay. If the address is invalid, returns a description of the problem. */
  add(address: string): string | undefined;
  remove(address: string): void;
}

/** `listen` throws if the link cannot be opened. It returns a function that closes it. */
export function createRelays(listen: (link: OpenLink) => () => void): Relays {
  const known: Signal<readonly Relay[]> = signal([]);
  const ends = new Map<string, () => void>();

  function set(address: string, state: Relay["state"]): void {
    known.value = known
      .peek()
      .map((relay) => (relay.address === address ? { address, state } : relay));
  }

  function createSocket(address: string): WebSocket {
    const socket = new WebSocket(address);
    socket.addEventListener("open", () => set(address, "connected"));
    socket.addEventListener("close", () => set(address, "lost"));
    return socket;
  }

  return {
    known,
    add(text) {
      const address = text.trim();
      const fault = faultOf(address);
      if (fault !== undefined) return fault;
      if (ends.has(address)) return undefined;
      known.value = [...known.peek(), { address, state: "connecting" }];
      try {
        const link = socketLink(address, { createSocket: () => createSocket(address) });
        ends.set(address, listen(link));
        return undefined;
      } catch (thrown) {
        known.value = known.peek().filter((relay) => relay.address !== address);
        return thrown instanceof Error ? thrown.message : String(thrown);
      }
    },
    remove(address) {
      known.value = known.peek().filter((relay) => relay.address !== address);
      ends.get(address)?.();
      ends.delete(address);
    },
  };
}

function faultOf(address: string): string | undefined {
  const protocol = URL.canParse(address) ? new URL(address).protocol : "";
  if (protocol === "ws:" || protocol === "wss:") return undefined;
  return "the address of a relay begins with ws:// or wss://. Copy the address that npm run inspect prints";
}
