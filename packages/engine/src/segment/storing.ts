/**
 * Puts a validated segment into the store, which gets a copy of its own. An effect of the segment machine.
 * The store is guarded: it never rejects, and takes at most its deadline.
 */
import { LoaderError, type Clock, type SegmentInfo } from "@swarmlane/contract";
import type { Bandwidth } from "../bandwidth.ts";
import type { Payloads } from "../payloads.ts";
import type { GuardedStore } from "../storage/guarded-store.ts";
import type { ArrivedSegment } from "./arrived.ts";

export interface StoringInput {
  readonly info: SegmentInfo;
  readonly arrived: ArrivedSegment | undefined;
}

export interface StoringOutput {
  /** Bytes per millisecond: the highest one-second sum of the last minute. */
  readonly downloadBandwidth: number;
}

export interface StoringPorts {
  readonly clock: Clock;
  readonly payloads: Payloads;
  readonly bandwidth: Bandwidth;
  readonly store: GuardedStore;
}

export type Storing = (input: StoringInput) => Promise<StoringOutput>;

export function createStoring({ clock, payloads, bandwidth, store }: StoringPorts): Storing {
  return async ({ info, arrived }) => {
    const bytes = arrived && payloads.peek(arrived.payload);
    if (arrived === undefined || bytes === undefined)
      throw new LoaderError("INTERNAL", "the payload is gone");
    const { requestUrl, responseUrl } = arrived;
    const downloadBandwidth = bandwidth.estimate(clock.now());
    await store.store(() => ({
      info,
      data: bytes.slice().buffer,
      requestUrl,
      responseUrl,
      downloadBandwidth,
    }));
    return { downloadBandwidth };
  };
}
