/** Computes the times for the player, so that it sees the speed of the network, whatever the source. Pure. */
import type { DeliverySource, DeliveryTiming } from "./delivery.ts";
import type { NetworkMeter } from "./network-meter.ts";
import type { LoaderSegment } from "./stream-loader.ts";

export interface TimingInput {
  readonly size: number;
  readonly source: DeliverySource;
  /** Undefined if it came from the cache. */
  readonly loaded: Pick<LoaderSegment, "downloadTime" | "firstByteTime"> | undefined;
  readonly meter: Pick<NetworkMeter, "estimate" | "firstByte" | "last">;
  /** ms. */
  readonly now: number;
}

/** The speed before the first measurement. hls.js starts with the same value. */
const unknownBandwidth = 500_000;

export function timingOf({ size, source, loaded, meter, now }: TimingInput): {
  readonly timing: DeliveryTiming;
  readonly bandwidth: number;
} {
  const took = loaded?.downloadTime;
  const own = took === undefined ? undefined : (size * 8000) / Math.max(1, took);
  // Just loaded over HTTP: its own time is exact, and other downloads shared the link.
  const measured = source === "http" ? (meter.last ?? meter.estimate) : meter.estimate;
  const bandwidth = measured ?? own ?? unknownBandwidth;
  const first = now - (size * 8000) / bandwidth;
  const latency = (source === "http" ? loaded?.firstByteTime : undefined) ?? meter.firstByte;
  return { timing: { start: first - latency, first, end: now }, bandwidth };
}
