/** A map as 0.6.2 keeps it: by wire id. For tests. */
import { wireIdOf, type WireSegmentId } from "@swarmlane/contract";
import type { ByStream } from "./command.ts";

export function flatten<Value>(map: ByStream<Value>): Map<WireSegmentId, Value> {
  const flat = new Map<WireSegmentId, Value>();
  for (const [stream, sequences] of map)
    for (const [sequence, value] of sequences) flat.set(wireIdOf({ stream, sequence }), value);
  return flat;
}
