/** Branded ids: strings that must not be mixed up. */

declare const brand: unique symbol;
type Brand<T, B extends string> = T & { readonly [brand]: B };

/** Identity of a queued segment: its id plus its byte range (see `segmentKey`). */
export type SegmentKey = Brand<string, "SegmentKey">;
/** The id peers use for a segment: `masterSwarmId[+streamId]+sequence`. */
export type WireSegmentId = Brand<string, "WireSegmentId">;
/** 40 lower-case hex characters: the 20 bytes of a tracker peer id. Untrusted: anyone can claim any id. */
export type PeerId = Brand<string, "PeerId">;
/** The page's number of an RTCPeerConnection. Two connections may lead to the same peer id. */
export type ConnectionId = Brand<number, "ConnectionId">;
