/** What the attackers of a crowd do while an attack goes on, by name. Browser. They speak the dialect of 0.6. */
import type { RawCommand } from "../evil-session.ts";

/** One open channel to the victim. */
export interface AttackLink {
  readonly channel: RTCDataChannel;
  /** The victim's swarm, which is also the key of its only stream. */
  readonly swarm: string;
  /** Names of the segments that an attacker may claim to hold, and the size of each in bytes. */
  readonly names: readonly string[];
  readonly segmentBytes: number;
  /** False when the channel is closed, or when the victim leaves no room in its queue. */
  readonly send: (frame: Uint8Array<ArrayBuffer>) => boolean;
  /** Called for every request of the victim, from now on. */
  readonly onRequest: (listener: (asked: RawCommand) => void) => void;
}

/** Begins on an open channel. The returned function ends it. */
export type Attack = (link: AttackLink) => () => void;

const silent: Attack = () => () => undefined;

/** Legal commands a second: `limits.commandsPerSecond` is 20. */
const mapsPerSecond = 18;
const requestsPerSecond = 40;
/** At once, when the attack begins: `limits.commandsBurst` is 60. */
const firstMaps = 40;
/** `limits.segmentsPerMap` */
const entries = 4000;

/** About 34 KB a map. Two maps without a common entry take turns: each removes 4,000 segments and adds 4,000. */
const longKeyMaps: Attack = ({ send }) => {
  const key = "\u4e00".repeat(2000);
  const maps = [mapFrame(key, 1000), mapFrame(key, 5000)] as const;
  return repeat(mapsPerSecond, (turn) => send(maps[turn % 2 === 0 ? 0 : 1]), firstMaps);
};

/** About 36 KB a map. No entry is ever announced twice. */
const shortMaps: Attack = ({ send }) => {
  const first = 100_000 + Math.floor(Math.random() * 400_000);
  return repeat(mapsPerSecond, (turn) => send(mapFrame("v", first + turn * entries)), firstMaps);
};

/** 60 kB a frame. */
const unaskedFrames: Attack = (link) =>
  keepFull(link, new Uint8Array(60_000).fill(0x47), 1024 * 1024);

/** A queue of a megabyte would be a million frames, and most of them would come after the attack. */
const oneByteFrames: Attack = (link) => keepFull(link, new Uint8Array([0x47]), 4096);

const absentRequests: Attack = ({ send, swarm }) =>
  repeat(requestsPerSecond, (turn) => send(encode({ c: 3, i: `${swarm}+absent-${turn}` })));

/** Announces every segment and answers a request with the right header, then with 1 KiB every 4 s. */
const drip: Attack = ({ send, onRequest, swarm, names, segmentBytes }) => {
  const drops: (() => void)[] = [];
  onRequest(({ i }) => {
    send(encode({ c: 0, i, s: segmentBytes }));
    drops.push(repeat(1 / 4, () => send(new Uint8Array(1024).fill(0x47))));
  });
  send(encode({ c: 2, m: { [swarm]: [names.join("|"), names.map(() => 0)] } }));
  return () => {
    for (const end of drops) end();
  };
};

export const attacks = {
  ...{ silent, longKeyMaps, shortMaps, unaskedFrames, oneByteFrames, absentRequests, drip },
} satisfies Record<string, Attack>;

export type AttackName = keyof typeof attacks;

function mapFrame(key: string, first: number): Uint8Array<ArrayBuffer> {
  const names = Array.from({ length: entries }, (_, index) => String(first + index));
  return encode({ c: 2, m: { [key]: [names.join("|"), names.map(() => 0)] } });
}

function encode(command: object): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(command));
}

/** Catches up with one turn that a busy thread missed, not with all of them: that would be a burst. */
function repeat(perSecond: number, work: (turn: number) => void, atOnce = 0): () => void {
  const started = performance.now();
  let turn = 0;
  while (turn < atOnce) work(turn++);
  const timer = setInterval(() => {
    const due = atOnce + Math.floor(((performance.now() - started) / 1000) * perSecond);
    for (let count = 0; count < 2 && turn < due; count++) work(turn++);
  }, 1000 / perSecond);
  return () => clearInterval(timer);
}

/** Sends as fast as the network takes it, with at most so many bytes in the channel's queue. */
function keepFull(
  { channel, send }: AttackLink,
  frame: Uint8Array<ArrayBuffer>,
  queued: number,
): () => void {
  const fill = () => {
    while (channel.bufferedAmount + frame.length <= queued && send(frame));
  };
  channel.bufferedAmountLowThreshold = queued >> 1;
  channel.addEventListener("bufferedamountlow", fill);
  fill();
  return () => channel.removeEventListener("bufferedamountlow", fill);
}
