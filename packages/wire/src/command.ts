/** The commands of 0.6.2 and those of the extension. docs/protocol.md describes both. */
import type { WireSegmentId } from "@swarmlane/contract";

/** The value of `c` in a command's JSON. Values from 16 belong to the extension, and 0.6.2 ignores them. */
export const commandCodes = {
  data: 0,
  absent: 1,
  map: 2,
  request: 3,
  cancel: 4,
  hello: 16,
  changes: 17,
  resend: 18,
  coming: 19,
} as const;

/** `loading`: by the peer itself, over HTTP as a map says it. It may be worth waiting for, but cannot be asked for. */
export type SegmentStatus = "loaded" | "loading";

/** By stream key and sequence, so that each key is stored once, however long it is. */
export type ByStream<Value> = ReadonlyMap<string, ReadonlyMap<string, Value>>;

/** All segments that a peer has or is loading. */
export type SegmentsMap = ByStream<SegmentStatus>;

/** The difference from the previous map. `gone`: the peer no longer has the segment and is not loading it. */
export type SegmentChanges = ByStream<SegmentStatus | "gone">;

/** A command about one segment. Between Swarmlane peers it has the number of its request. */
export type SegmentWireCommand = {
  readonly id: WireSegmentId;
  /** Undefined: 0.6. */
  readonly number?: number | undefined;
} & (
  | /** 0.6 only: pieces follow, of a segment of `size` bytes. */
    { readonly type: "data"; readonly size: number }
  | {
      readonly type: "absent";
      /** It has the segment, or is receiving it, and cannot send it now. */
      readonly isBusy?: boolean | undefined;
    }
  | {
      readonly type: "request";
      /** The first byte that is wanted; 0 when undefined. */
      readonly offset?: number | undefined;
      /** With an offset: the size that the segment must have. Otherwise its rest is of no use. */
      readonly size?: number | undefined;
    }
  | { readonly type: "cancel" }
);

/** All commands. `unknown` commands are ignored, as in 0.6.2. */
export type WireCommand =
  | SegmentWireCommand
  | { readonly type: "map"; readonly segments: SegmentsMap }
  /** The versions of the extension that the peer speaks. */
  | { readonly type: "hello"; readonly lowest: number; readonly highest: number }
  /** `from` and `to`: the hashes of the maps before and after. */
  | {
      readonly type: "changes";
      readonly from: number;
      readonly to: number;
      readonly changes: SegmentChanges;
    }
  /** The peer missed a change and asks for the whole map. */
  | { readonly type: "resend" }
  /** All segments that other peers are delivering to the peer. Replaces the previous list. */
  | { readonly type: "coming"; readonly segments: SegmentsMap }
  | { readonly type: "unknown"; readonly code: number };
