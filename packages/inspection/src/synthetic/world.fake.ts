/** What the synthetic stories share: names, numbers, and how many messages there are a second. */
import type { InspectedSegment } from "../format/parts.ts";
import type { Dice } from "./random.fake.ts";

export interface World {
  readonly dice: Dice;
  readonly segments: readonly InspectedSegment[];
  readonly peers: readonly string[];
  /** Index of the segment that plays. */
  head: number;
  /** ms. */
  now: number;
  /** Attempts, actors and runs of the policy so far. */
  numbers: { attempt: number; actor: number; run: number };
  readonly running: { http: number; p2p: number };
  readonly traffic: { http: number; p2p: number; uploaded: number };
}

export const stream = "https://media.example/film/master.m3u8+V0";
export const megabyte = 1_000_000;

export function createWorld(dice: Dice, segmentCount: number, peerCount: number): World {
  return {
    dice,
    segments: Array.from({ length: segmentCount }, (_, index) => createSegment(index)),
    peers: Array.from({ length: peerCount }, (_, index) => createPeerId(index)),
    head: 0,
    now: 0,
    numbers: { attempt: 0, actor: 10, run: 0 },
    running: { http: 0, p2p: 0 },
    traffic: { http: 0, p2p: 0, uploaded: 0 },
  };
}

export function nextActor(world: World): string {
  world.numbers.actor += 1;
  return `x:${world.numbers.actor}`;
}

function createSegment(index: number): InspectedSegment {
  const id = `${stream}+${index}`;
  const url = `https://media.example/film/v0/segment-${index}.ts`;
  return { key: ` ${id}`, id, stream, sequence: String(index), url, priority: index };
}

/** 40 hex characters, of which the last tell the number. */
function createPeerId(index: number): string {
  return `2d57573030313832${index.toString(16).padStart(24, "a")}`;
}
