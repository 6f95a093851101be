/** Segments of an imaginary stream. Any thread. */
import type { SegmentInfo } from "@swarmlane/contract";

/** Segment `sequence` of master "m", stream "V0"; priority is the sequence number unless told. */
export function fakeSegment(sequence: number, changes: Partial<SegmentInfo> = {}): SegmentInfo {
  return {
    id: `m+V0+${sequence}`,
    url: `https://origin.test/${sequence}.ts`,
    masterSwarmId: "m",
    masterManifestUri: "https://origin.test/master.m3u8",
    streamId: "V0",
    sequence: String(sequence),
    range: undefined,
    priority: sequence,
    ...changes,
  };
}

/** Segments `from` … `from + count - 1`, the first with priority 0. */
export function fakeQueue(count: number, from = 0): SegmentInfo[] {
  return Array.from({ length: count }, (_, index) =>
    fakeSegment(from + index, { priority: index }),
  );
}

/** A body that identifies its segment: `size` bytes of `fill`. */
export function fakeBody(fill: number, size = 1000): Uint8Array<ArrayBuffer> {
  return new Uint8Array(size).fill(fill);
}
