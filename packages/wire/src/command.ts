/** What peers say: the commands of 0.6.2 and those of the extension. docs/protocol.md describes both. */
import type { WireSegmentId } from "@swarmlane/contract";

/** The value of `c` in a command's JSON. From 16 on: the extension's, which 0.6.2 ignores. */
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

/** By stream key and sequence: a key is held once, however many sequences it has and however long it is. */
export type ByStream<Value> = ReadonlyMap<string, ReadonlyMap<string, Value>>;

/** Everything that one peer holds and loads. */
export type SegmentsMap = ByStream<SegmentStatus>;

/** The difference from the map before. `gone`: the peer no longer holds or loads the segment. */
export type SegmentChanges = ByStream<SegmentStatus | "gone">;

/** A command about one segment. Between peers of our own it belongs to a request by its number. */
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
      /** With an offset: what the segment's size must be for its rest to be of use. */
      readonly size?: number | undefined;
    }
  | { readonly type: "cancel" }
);

/** What a peer can say. `unknown`: 0.6.2 ignores such a command, and so do we. */
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
  /** All segments that other peers are bringing to the peer. Replaces what it said of that before. */
  | { readonly type: "coming"; readonly segments: SegmentsMap }
  | { readonly type: "unknown"; readonly code: number };
