/** The highest share from peers that an audience allows, by calculation. Pure. */
import type { ViewerRecord } from "../viewer/viewer-record.ts";

type Counted = Pick<
  ViewerRecord,
  "kind" | "uplink" | "startedAt" | "leftAt" | "httpBytes" | "p2pBytes"
>;

/**
 * Viewers that cannot connect take everything from the origin. The others need one copy of each segment from it, together.
 * What they receive from peers is at most what the uplinks of those that upload can send while they are there. That a
 * newcomer has no connection yet is not deducted, so the real limit is lower. `onceBytes`: the bytes of all segments
 * that viewers that can connect asked the origin for, once each. `endedAt` (ms): the end of the run.
 */
export function bestShareFromPeers(
  viewers: readonly Counted[],
  onceBytes: number,
  endedAt: number,
): number {
  let all = 0;
  let reachable = 0;
  let capacity = 0;
  for (const viewer of viewers) {
    const received = viewer.httpBytes + viewer.p2pBytes;
    all += received;
    if (viewer.kind === "unreachable") continue;
    reachable += received;
    if (viewer.kind !== "consumeOnly")
      capacity += viewer.uplink * ((viewer.leftAt ?? endedAt) - viewer.startedAt);
  }
  return all === 0 ? 0 : Math.max(0, Math.min(reachable - onceBytes, capacity)) / all;
}
