/**
 * A whole made-up session, the same for the same options: for tests, and for building an inspector without a player.
 * The stories of segments and peers take turns; each turn is one message.
 */
import type { Draft, Message } from "../format/message.ts";
import type { SessionContent } from "../session-file.ts";
import * as machines from "./machines.fake.ts";
import { peerStory } from "./peer-story.fake.ts";
import { createDice } from "./random.fake.ts";
import { segmentStory } from "./segment-story.fake.ts";
import { createWorld, type World } from "./world.fake.ts";

export interface SyntheticOptions {
  /** All in the queue from the beginning. */
  readonly segments?: number;
  readonly peers?: number;
  readonly eventsPerSecond?: number;
  readonly seconds?: number;
  readonly seed?: number;
}

type Story = Generator<Draft, void>;

/** Downloads at the same time. */
const most = 6;

export function createSyntheticSession(options: SyntheticOptions = {}): SessionContent {
  const messages = [...syntheticMessages(options)];
  return {
    session: {
      session: "synthetic",
      loader: "2d57573030313832ffffffffffffffffffffffff",
      title: "A synthetic session",
      startedAt: Date.UTC(2026, 0, 1),
      thread: "worker",
      redaction: "none",
      count: messages.length,
    },
    messages,
    dropped: 0,
  };
}

/** One by one, for whoever plays them in real time. */
export function* syntheticMessages(options: SyntheticOptions = {}): Generator<Message, void> {
  const { segments = 200, peers = 50, eventsPerSecond = 500, seconds = 60, seed = 1 } = options;
  const world = createWorld(createDice(seed), segments, peers);
  let n = 0;
  const total = seconds * eventsPerSecond;
  for (const draft of drafts(world, segments / seconds)) {
    if (n === total) return;
    world.now = Math.round((n * 1000) / eventsPerSecond);
    n += 1;
    yield { ...draft, n, t: world.now };
  }
}

function* drafts(world: World, segmentsPerSecond: number): Story {
  yield* opening(world);
  const { dice } = world;
  const peers = world.peers.map((_, index) => peerStory(world, index));
  const running: Story[] = [];
  let next = 0;
  for (let turn = 0; ; turn += 1) {
    yield* playOn(world, segmentsPerSecond);
    if (turn % 100 === 0) {
      const connections = { inUse: peers.length, standby: 1, pending: 2, hasRoom: true };
      yield { type: "traffic", ...world.traffic, connections };
    }
    const isBehind = next < world.head + 60 && next < world.segments.length;
    if (running.length < most && isBehind) running.push(segmentStory(world, next++));
    const stories = running.length > 0 && dice() < 0.7 ? running : peers;
    const story = stories[dice.below(stories.length)];
    const turned = story?.next();
    if (turned?.done === false) yield turned.value;
    else if (story !== undefined && stories === running) running.splice(running.indexOf(story), 1);
  }
}

function* opening(world: World): Story {
  for (const name of ["segment", "scheduler", "swarm", "session"] as const) {
    yield { type: "machine", machine: machines[`${name}Definition`] };
  }
  yield {
    type: "settings",
    settings: { requiredSegmentsPriority: 1, simultaneousHttpDownloads: 2 },
  };
  const root = { parent: "x:0", facts: {} };
  yield { type: "actor", actor: "x:0", id: "x:0", facts: {} };
  const running = { running: { queue: {} } };
  yield {
    ...({ type: "actor", actor: "x:1", id: "scheduler", machine: "scheduler" } as const),
    ...{ ...root, state: running },
  };
  yield {
    ...({ type: "actor", actor: "x:2", id: "swarm", machine: "swarm" } as const),
    ...{ ...root, state: { running: { announcing: "announced", room: "free" } } },
  };
  yield { type: "queue", added: world.segments, removed: [], shift: 0, priorities: [] };
  yield { type: "tracker", complete: 3, incomplete: world.peers.length, answers: 1 };
  yield { type: "storage", segments: 0, bytes: 0 };
}

/** The play head moves; what was played leaves the queue. */
function* playOn(world: World, segmentsPerSecond: number): Story {
  const head = Math.floor((world.now / 1000) * segmentsPerSecond);
  if (head === world.head || head >= world.segments.length) return;
  const removed = world.segments.slice(world.head, head).map(({ key }) => key);
  const shift = world.head - head;
  world.head = head;
  yield { type: "queue", added: [], removed, shift, priorities: [] };
  yield { type: "storage", segments: Math.min(30, head), bytes: Math.min(30, head) * 1_500_000 };
}
