/** What a run simulates: a stream, an audience, and how long. Plain data. */
import type { EngineSettings, Limits } from "@swarmlane/contract";
import type { StreamOptions } from "../origin/timeline.ts";
import { bufferOf, hlsJs, type PlayerOptions } from "../player/player.ts";
import type { Arrivals } from "./arrivals.ts";
import type { Audience } from "./audience.ts";
import { hard, oneMachine, type Population, reference } from "./population.ts";

export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly seed: string;
  readonly viewers: number;
  /** s that are simulated at most; a run ends earlier when everybody has seen everything. */
  readonly seconds: number;
  readonly stream: StreamOptions;
  /**
   * Bit rates of renditions, as factors of the stream's. A viewer plays one of them, chosen at random, all the time. Each
   * has a swarm of its own.
   */
  readonly renditions: readonly number[];
  readonly population: Population;
  readonly arrivals: Arrivals;
  readonly player: PlayerOptions;
  readonly settings: Partial<EngineSettings>;
  /** Other limits than those of the product. */
  readonly limits: Partial<Limits>;
  readonly audience: Audience;
  /** Whether the tracker's number of viewers is known to the engines. */
  readonly tellsSwarmSize: boolean;
  /** Whether the page has a `segmentValidator`, which recognizes wrong bytes. Then nothing is relayed. */
  readonly validates: boolean;
  /** How viewers behave. */
  readonly behaviour: Behaviour;
  readonly origin: {
    /** Mbit/s. */
    readonly rate: number;
    /** ms to the first byte, and one way to the middle of the network. */
    readonly firstByte: number;
    readonly latency: number;
  };
  /** How many bytes on the network one byte in memory stands for. */
  readonly scale: number;
}

export interface Behaviour {
  /** s after which a viewer leaves, on average; Infinity: they stay. */
  readonly stay: number;
  /** s between two seeks of a viewer, on average. */
  readonly seek: number;
  /** s between two pauses, on average; each lasts up to a minute. */
  readonly pause: number;
}

export const patient: Behaviour = { stay: Infinity, seek: Infinity, pause: Infinity };
/** A recording is sampled and skipped through. The means are assumptions; see docs/simulator.md. */
export const restless: Behaviour = { stay: 300, seek: 240, pause: 400 };

const bitRate = 2_500_000;
const publicOrigin = { rate: 10_000, firstByte: 15, latency: 5 };

const common = {
  seed: "1",
  settings: {},
  limits: {},
  renditions: [1],
  audience: {},
  tellsSwarmSize: true,
  validates: false,
  behaviour: patient,
  origin: publicOrigin,
  population: reference,
  scale: 16,
} satisfies Partial<Scenario>;

/** The recording that the benchmark plays: 32 segments of 2 s, of some 50 kB each. */
const benchStream: StreamOptions = { segmentSeconds: 2, bitRate: 200_000, seconds: 64 };
const bench = {
  viewers: 6,
  population: oneMachine,
  origin: { rate: 4000, firstByte: 2, latency: 0.25 },
  player: { ...hlsJs, bufferSeconds: bufferOf(benchStream.bitRate) },
  scale: 1,
} satisfies Partial<Scenario>;

const vodStream: StreamOptions = { segmentSeconds: 4, bitRate, seconds: 600 };
const liveStream: StreamOptions = {
  segmentSeconds: 4,
  bitRate,
  seconds: Infinity,
  windowSeconds: 30,
};
const vodPlayer: PlayerOptions = { ...hlsJs, bufferSeconds: bufferOf(bitRate) };

export const scenarios: readonly Scenario[] = [
  {
    ...common,
    ...bench,
    name: "six-vod",
    title: "six viewers of one recording, 6 s apart, on one machine (the benchmark's six-viewers)",
    seconds: 110,
    stream: benchStream,
    arrivals: { kind: "staggered", every: 6000 },
  },
  {
    ...common,
    ...bench,
    name: "six-live",
    title: "six viewers of one live stream, 1 s apart, on one machine (six-viewers-live)",
    seconds: 110,
    stream: { ...benchStream, windowSeconds: 16 },
    arrivals: { kind: "staggered", every: 1000 },
  },
  {
    ...common,
    name: "vod",
    title: "a recording of 10 minutes; viewers arrive at random within 5 minutes",
    viewers: 100,
    seconds: 960,
    stream: vodStream,
    arrivals: { kind: "flash", within: 300_000 },
    player: vodPlayer,
  },
  {
    ...common,
    name: "live",
    title: "a live stream with a window of 30 s; viewers arrive within a minute and stay",
    viewers: 100,
    seconds: 600,
    stream: liveStream,
    arrivals: { kind: "flash", within: 60_000 },
    player: hlsJs,
  },
  {
    ...common,
    name: "live-churn",
    title: "a live stream; viewers arrive one after the other and stay for five minutes on average",
    viewers: 200,
    seconds: 600,
    stream: liveStream,
    arrivals: { kind: "poisson", mean: 3000 },
    player: hlsJs,
    behaviour: { ...patient, stay: 300 },
  },
  {
    ...common,
    name: "vod-restless",
    title: "a recording whose viewers seek, pause and leave",
    viewers: 100,
    seconds: 960,
    stream: vodStream,
    arrivals: { kind: "flash", within: 300_000 },
    player: vodPlayer,
    behaviour: restless,
  },
  {
    ...common,
    name: "live-hard",
    title:
      "a live stream of 6 Mbit/s for a mostly mobile audience; 30 % of the pairs cannot connect",
    viewers: 100,
    seconds: 600,
    stream: { ...liveStream, bitRate: 6_000_000 },
    arrivals: { kind: "flash", within: 60_000 },
    player: hlsJs,
    population: hard,
  },
  {
    ...common,
    name: "third",
    title: "as live; a third of the viewers cannot connect (half of them) or do not upload",
    viewers: 100,
    seconds: 600,
    stream: liveStream,
    arrivals: { kind: "flash", within: 60_000 },
    player: hlsJs,
    audience: { unreachable: 1 / 6, consumeOnly: 1 / 6 },
  },
  {
    ...common,
    name: "live-mixed",
    title:
      "as live; 30 % speak 0.6, and others are slow, do not upload, cannot connect or are hostile",
    viewers: 100,
    seconds: 600,
    stream: liveStream,
    arrivals: { kind: "flash", within: 60_000 },
    player: hlsJs,
    audience: {
      ...{ speaks06: 0.3, slow: 0.1, consumeOnly: 0.1, unreachable: 0.05 },
      ...{ silent: 0.03, corrupt: 0.02 },
    },
  },
  {
    ...common,
    name: "live-renditions",
    title: "as live; viewers are spread over three renditions, each with a swarm of its own",
    viewers: 100,
    seconds: 600,
    stream: liveStream,
    renditions: [1, 0.5, 0.25],
    arrivals: { kind: "flash", within: 60_000 },
    player: hlsJs,
  },
];
