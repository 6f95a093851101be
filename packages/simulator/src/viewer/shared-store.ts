/** The engine's own memory store, over shared bodies: what a viewer stores costs an entry and no bytes. */
import type { Clock, EngineSettings, SegmentStore } from "@swarmlane/contract";
import { createMemoryStore } from "@swarmlane/engine";
import type { Bodies } from "../origin/bodies.ts";

export interface SharedStoreOptions {
  readonly settings: Readonly<EngineSettings>;
  readonly clock: Clock;
  readonly bodies: Bodies;
  /** Bytes in memory. */
  readonly budget: number;
}

export function createSharedStore(options: SharedStoreOptions): SegmentStore {
  const { settings, clock, bodies, budget } = options;
  const memory = createMemoryStore({ settings, budget, clock });
  return {
    ...memory,
    store: (segment) => memory.store({ ...segment, data: bodies.shared(segment.data) }),
  };
}
