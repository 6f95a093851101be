/** Segments of made-up bytes, and what is right of them. Browser and Node. */
import { sha256, syntheticBytes } from "@swarmlane/testkit";

export interface SegmentShape {
  /** Bytes of the whole resource. Default 40,000. */
  readonly size?: number;
  /** Of all of them; default 0, which is wanted at once. */
  readonly priority?: number;
  /** Of the origin, see testkit's fault.ts. */
  readonly fault?: string;
  /** `bytes=0-99` */
  readonly range?: string;
}

export interface StageSegment {
  readonly id: string;
  readonly url: string;
  readonly masterSwarmId: string;
  readonly masterManifestUri: string;
  readonly streamId: undefined;
  readonly sequence: string;
  readonly range: string | undefined;
  readonly priority: number;
}

export const defaultSize = 40_000;

/** As the 0.6 engines make them; the name is the sequence, and what the origin makes the bytes from. */
export function makeSegments(
  origin: string,
  swarm: string,
  names: readonly string[],
  { size = defaultSize, priority = 0, fault, range }: SegmentShape = {},
): StageSegment[] {
  // the swarm tells the origin's log and its bursts whose request it is
  const query = `size=${size}&swarm=${encodeURIComponent(swarm)}${fault === undefined ? "" : `&fault=${fault}`}`;
  return names.map((name) => ({
    id: `${swarm}+${name}`,
    url: `${origin}/bytes/${encodeURIComponent(name)}?${query}`,
    masterSwarmId: swarm,
    masterManifestUri: `${origin}/master.m3u8`,
    streamId: undefined,
    sequence: name,
    range,
    priority,
  }));
}

/** SHA-256 of a segment of that name, or of a part of it. */
export function digestOf(
  name: string,
  { size = defaultSize, range }: SegmentShape = {},
): Promise<string> {
  const bytes = syntheticBytes(name, size);
  const part = /^bytes=(\d+)-(\d+)$/.exec(range ?? "");
  if (part === null) return sha256(bytes);
  return sha256(bytes.slice(Number(part[1]), Number(part[2]) + 1));
}
