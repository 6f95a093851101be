/** Keeps what a peer sends before it is admitted, for replay in order (threats T14). Either thread. Bounded. */
import type { Limits } from "@swarmlane/contract";

export interface FrameHold {
  /** False when this frame is one too many: the peer is flooding. */
  push(frame: Uint8Array): boolean;
  /** Everything kept, oldest first; keeps nothing any more. */
  take(): Uint8Array[];
}

export function createFrameHold(
  limits: Pick<Limits, "preAdmissionFrames" | "preAdmissionBytes">,
): FrameHold {
  let frames: Uint8Array[] = [];
  let bytes = 0;
  return {
    push(frame) {
      bytes += frame.byteLength;
      if (bytes > limits.preAdmissionBytes) return false;
      return frames.push(frame) <= limits.preAdmissionFrames;
    },
    take() {
      const taken = frames;
      frames = [];
      bytes = 0;
      return taken;
    },
  };
}
