/** A channel in memory that carries what a BroadcastChannel would: clones, to everybody else, in another task. For tests. */
import type { FeedLink, LinkListener, OpenLink } from "./link.ts";

export interface MemoryLinks {
  readonly open: OpenLink;
  /** Opened so far. */
  readonly count: number;
  /** Everything that was sent, in order. */
  readonly frames: unknown[];
  /** Says something that no end of ours would say. */
  inject(frame: unknown): void;
}

export function createMemoryLinks(): MemoryLinks {
  const listeners = new Set<LinkListener>();
  const frames: unknown[] = [];
  let count = 0;

  function deliver(frame: unknown, sender: LinkListener | undefined): void {
    const others = [...listeners].filter((each) => each !== sender);
    for (const each of others)
      queueMicrotask(() => {
        if (listeners.has(each)) each.onFrame(structuredClone(frame));
      });
  }

  function open(listener: LinkListener): FeedLink {
    count += 1;
    listeners.add(listener);
    queueMicrotask(() => {
      if (listeners.has(listener)) listener.onOpen();
    });
    return {
      send(frame) {
        frames.push(frame);
        deliver(frame, listener);
      },
      close: () => void listeners.delete(listener),
    };
  }

  return {
    open,
    get count() {
      return count;
    },
    frames,
    inject: (frame) => deliver(frame, undefined),
  };
}
