/** What p2p-media-loader-hlsjs 0.6.2 makes of a golden playlist. */
import { SegmentManager } from "p2p-media-loader-hlsjs";
import type { ByteRange } from "../byte-range.ts";
import { goldenFile, type GoldenCase } from "../golden.fake.ts";

/** What the engine of 0.6.2 hands to its loader when hls.js asks for a segment. */
export async function oldQueue(golden: GoldenCase, url: string, range: ByteRange | undefined) {
  const queue: { segments: unknown[]; streamSwarmId: string }[] = [];
  const loader = {
    on: () => undefined,
    getSettings: () => ({}),
    getSegment: () => Promise.resolve(undefined),
    load(segments: readonly OldSegment[], streamSwarmId: string) {
      queue.push({ segments: segments.map(({ priority: _, ...rest }) => rest), streamSwarmId });
    },
  };
  const manager = new SegmentManager(loader as never);
  for (const [address, file] of golden.manifests) {
    manager.processPlaylist(address, goldenFile(golden.name, file).toString(), address);
  }
  const byteRange =
    range?.end === undefined
      ? undefined
      : { offset: range.start, length: range.end - range.start + 1 };
  // It waits for a loader that never answers here.
  void manager.loadSegment(url, byteRange);
  await Promise.resolve();
  const [first] = queue;
  if (first === undefined) throw new Error("0.6.2 does not know the segment");
  return first;
}

interface OldSegment {
  readonly id: string;
  readonly priority: number;
}
