/**
 * Keeps what a peer sends while its connection is not in use, for replay in order. Either thread. Bounded: of whole maps,
 * which a 0.6.2 peer sends at each segment that it loads, only the newest is kept; the others are charged.
 */
import type { Limits } from "@swarmlane/contract";
import { isMapFrame } from "@swarmlane/wire";
import type { CostMeter } from "./cost-meter.ts";

export interface FrameHold {
  /** False when this frame exceeds a limit: the peer is flooding. */
  push(frame: Uint8Array): boolean;
  /** Returns all frames, oldest first, and empties the hold. */
  take(): Uint8Array[];
}

export function createFrameHold(
  limits: Pick<Limits, "preAdmissionFrames" | "preAdmissionBytes">,
  meter: Pick<CostMeter, "chargeMessage">,
): FrameHold {
  let frames: Uint8Array[] = [];
  let map: Uint8Array | undefined;
  let bytes = 0;

  /** Those that it replaces cost us no more than their arrival. */
  function replaceMap(next: Uint8Array): boolean {
    const before = map;
    map = next;
    if (before === undefined) return true;
    frames = frames.filter((frame) => frame !== before);
    bytes -= before.byteLength;
    return meter.chargeMessage(before.byteLength / 4);
  }

  return {
    push(frame) {
      if (isMapFrame(frame) && !replaceMap(frame)) return false;
      bytes += frame.byteLength;
      if (bytes > limits.preAdmissionBytes) return false;
      return frames.push(frame) <= limits.preAdmissionFrames;
    },
    take() {
      const taken = frames;
      frames = [];
      map = undefined;
      bytes = 0;
      return taken;
    },
  };
}
