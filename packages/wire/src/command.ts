/** The commands of protocol version 2, as 0.6.2 speaks it (contract §9). */
import type { WireSegmentId } from "@swarmlane/contract";

/** The value of `c` in a command's JSON. */
export const commandCodes = {
  data: 0,
  absent: 1,
  map: 2,
  request: 3,
  cancel: 4,
} as const;

/** `loading`: over HTTP, by the peer itself. It may be worth waiting for, but cannot be asked for. */
export type SegmentStatus = "loaded" | "loading";

/** A SegmentsMap, flat: what one peer holds and loads. The whole of it each time, never a difference. */
export type SegmentsMap = ReadonlyMap<WireSegmentId, SegmentStatus>;

/** A command about one segment. */
export type SegmentWireCommand =
  /** `size` bytes of pieces follow. */
  | { readonly type: "data"; readonly id: WireSegmentId; readonly size: number }
  | { readonly type: "absent"; readonly id: WireSegmentId }
  | { readonly type: "request"; readonly id: WireSegmentId }
  | { readonly type: "cancel"; readonly id: WireSegmentId };

/** What a peer can say. `unknown` is the door for extensions: 0.6.2 ignores such a command, and so do we. */
export type WireCommand =
  | SegmentWireCommand
  | { readonly type: "map"; readonly segments: SegmentsMap }
  | { readonly type: "unknown"; readonly code: number };
