/**
 * Segments that are arriving from a peer and may be sent on before they are complete. Either thread. The transfer adds
 * its bytes, each upload of them listens. Nobody has validated these bytes.
 */
import type { WireSegmentId } from "@swarmlane/contract";

export interface RelayListener {
  onBytes(bytes: Uint8Array): void;
  /** The transfer ended before the segment was complete. */
  onLost(): void;
}

/** The bytes of one segment, as they arrive. */
export interface Relay {
  /** Bytes of the whole segment, as the peer that sends it told them. */
  readonly size: number;
  /** The bytes so far. Valid within this task. */
  view(): Uint8Array;
  /** False: it is over. */
  readonly isOpen: boolean;
  /** The returned function stops listening. */
  listen(listener: RelayListener): () => void;
}

export interface RelaySource {
  add(bytes: Uint8Array): void;
  end(isComplete: boolean): void;
}

export interface Relays {
  open(id: WireSegmentId, size: number, view: () => Uint8Array): RelaySource;
  find(id: WireSegmentId): Relay | undefined;
}

export function createRelays(): Relays {
  const relays = new Map<WireSegmentId, Relay>();

  return {
    open(id, size, view) {
      const listeners = new Set<RelayListener>();
      let isOpen = true;
      const relay: Relay = {
        size,
        view,
        get isOpen() {
          return isOpen;
        },
        listen(listener) {
          listeners.add(listener);
          return () => void listeners.delete(listener);
        },
      };
      relays.set(id, relay);
      return {
        add(bytes) {
          for (const each of [...listeners]) each.onBytes(bytes);
        },
        end(isComplete) {
          isOpen = false;
          if (relays.get(id) === relay) relays.delete(id);
          const left = [...listeners];
          listeners.clear();
          if (!isComplete) for (const each of left) each.onLost();
        },
      };
    },
    find: (id) => relays.get(id),
  };
}
