/** Segments with random bytes, as files on the origin, so that it has nothing to compute during a measurement. Node. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { syntheticBytes } from "@swarmlane/testkit";

/** Plain data, so that it can be handed to a page. Segment `i` is `<base>/<i>.bin`. */
export interface SegmentSet {
  readonly base: string;
  readonly count: number;
  /** Of each segment. */
  readonly bytes: number;
}

export interface SegmentFiles {
  /** `count` segments of `bytes` each. */
  readonly make: (count: number, bytes: number) => Promise<SegmentSet>;
}

/** Writes into `folder`, which the origin serves as `/segments`. */
export function createSegmentFiles(folder: string, origin: string): SegmentFiles {
  const written = new Map<number, number>();
  return {
    make: async (count, bytes) => {
      const target = join(folder, String(bytes));
      await mkdir(target, { recursive: true });
      // Two segments are never compared, so they may have the same content.
      const content = syntheticBytes(`segment of ${bytes}`, bytes);
      for (let index = written.get(bytes) ?? 0; index < count; index++) {
        await writeFile(join(target, `${index}.bin`), content);
      }
      written.set(bytes, Math.max(count, written.get(bytes) ?? 0));
      return { base: `${origin}/segments/${bytes}`, count, bytes };
    },
  };
}
