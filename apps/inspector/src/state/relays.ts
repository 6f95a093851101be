/** The relays that somebody named, and whether they answer. Page. */
import { signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { socketLink, type OpenLink } from "@swarmlane/inspection";

export interface Relay {
  readonly address: string;
  /** A lost one is tried again, by itself. */
  readonly state: "connecting" | "connected" | "lost";
}

export interface Relays {
  readonly known: ReadonlySignal<readonly Relay[]>;
  /** Listens there. Returns what is wrong with the address, in words. */
  add(address: string): string | undefined;
  remove(address: string): void;
}

/** `listen` throws when there can be no such way, and returns what ends it. */
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
  return "a relay's address begins with ws:// or wss://, as npm run inspect prints it";
}
