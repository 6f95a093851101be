/** The life of one synthetic segment: decided about, downloaded, validated, stored; sometimes it goes wrong. */
import type { Draft } from "../format/message.ts";
import { edgeOf, segmentDefinition } from "./machines.fake.ts";
import { megabyte, nextActor, type World } from "./world.fake.ts";

type Story = Generator<Draft, void>;
type Source = "http" | "p2p";

/** Says its messages one by one. Every eighth attempt fails in one of three ways. */
export function* segmentStory(world: World, index: number): Story {
  const info = world.segments[index];
  if (info === undefined) return;
  const { dice } = world;
  const { key } = info;
  const actor = nextActor(world);
  const base = { actor, parent: "x:1", machine: "segment", src: "segment", segment: key };
  const facts = { key, sequence: info.sequence };
  yield { type: "actor", ...base, id: `segment-${index}`, state: "queued", facts };
  yield {
    type: "segment",
    segment: key,
    actor,
    state: "queued",
    reason: "added to the queue",
  };
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const source: Source = index < world.head + 3 || dice() < 0.3 ? "http" : "p2p";
    if (dice() < 0.3) yield decide(world, index, "wait", undefined);
    const isDone = yield* attemptStory(world, { index, actor, key, source });
    if (isDone) break;
  }
}

interface Attempt {
  readonly index: number;
  readonly actor: string;
  readonly key: string;
  readonly source: Source;
}

function* attemptStory(
  world: World,
  { index, actor, key, source }: Attempt,
): Generator<Draft, boolean> {
  const { dice, numbers, running } = world;
  const peer = source === "p2p" ? world.peers[dice.below(world.peers.length)] : undefined;
  const from = peer === undefined ? {} : { peer };
  numbers.attempt += 1;
  const id = String(numbers.attempt);
  const size = megabyte + dice.below(megabyte);
  const startedAt = world.now;
  const wait = 10 + dice.below(200);

  yield decide(world, index, source, peer);
  running[source] += 1;
  const data = { reason: "the policy said so" };
  yield* move(actor, `start.${source}`, "queued", source, { from: "x:1", data });
  const reason = source === "http" ? "required (up to 1); HTTP slots: 1 of 2" : "a peer holds it";
  yield { type: "segment", segment: key, actor, state: source, reason, ...from };
  const transfer = { type: "transfer", transfer: id, segment: key, source, ...from } as const;
  yield { ...transfer, phase: "asked", bytes: 0, elapsed: 0, reason };

  const fails = dice() < 0.125;
  const steps = 6 + dice.below(10);
  for (let step = 1; step <= steps; step += 1) {
    const bytes = Math.round((size * step) / steps);
    const elapsed = Math.max(1, Math.round(world.now - startedAt));
    const phase = step === 1 ? "started" : "progress";
    const speed = bytes / elapsed;
    yield { ...transfer, phase, bytes, size, wait, elapsed, speed };
    if (step === 1 && source === "p2p") {
      const header = { token: numbers.attempt, source: index, size, head: 0 };
      yield { type: "event", actor, name: "download.started", data: header };
      yield { type: "snapshot", actor, state: source, facts: { sizeHint: size, ...from } };
    }
    world.traffic[source] += Math.round(size / steps);
    if (fails && step > steps / 2) {
      yield* failure(world, { index, actor, key, source }, { ...transfer, bytes, elapsed });
      return false;
    }
  }
  running[source] -= 1;
  const elapsed = Math.max(1, Math.round(world.now - startedAt));
  yield { ...transfer, phase: "done", bytes: size, size, wait, elapsed, speed: size / elapsed };
  const done = source === "http" ? "done.httpAttempt" : "download.done";
  yield* move(actor, done, source, { validating: "checking" });
  const arrived = `arrived from ${source === "http" ? "the origin" : "a peer"}`;
  yield { type: "segment", segment: key, actor, state: "validating", reason: arrived, ...from };
  yield* effect(world, actor, "validation");
  yield* move(actor, "done.validation", { validating: "checking" }, { validating: "storing" });
  yield* effect(world, actor, "storing");
  yield* move(actor, "done.storing", { validating: "storing" }, "cached");
  yield { type: "segment", segment: key, actor, state: "cached", reason: "cached and delivered" };
  yield { type: "snapshot", actor, state: "cached", facts: { key } };
  return true;
}

function* failure(
  world: World,
  { actor, key, source }: Attempt,
  transfer: Omit<Extract<Draft, { type: "transfer" }>, "phase">,
): Story {
  world.running[source] -= 1;
  if (source === "http") {
    const error = { code: "HTTP_STATUS", message: "500 Internal Server Error", status: 500 };
    const reason = `${error.code}: ${error.message}`;
    yield { ...transfer, phase: "failed", error, reason };
    yield* move(actor, "error.httpAttempt", "http", "failed");
    const retryAt = world.now + 2000;
    yield { type: "segment", segment: key, actor, state: "failed", reason, error, retryAt };
    yield* move(actor, "after:retryBackoff", "failed", "queued");
    yield { type: "segment", segment: key, actor, state: "queued", reason: "cooled down" };
  } else {
    const error = {
      code: "P2P_STALLED",
      message: "the peer stopped sending in the middle of a transfer",
    };
    const reason = `the peer failed: ${error.code} (${error.message})`;
    yield { ...transfer, phase: "failed", error, reason };
    yield* move(actor, "download.failed", "p2p", "queued");
    yield { type: "segment", segment: key, actor, state: "queued", reason };
  }
}

function* effect(world: World, parent: string, src: string): Story {
  const actor = nextActor(world);
  yield { type: "actor", actor, id: `0.${src}`, parent, src, facts: {} };
  yield { type: "end", actor, how: "done" };
}

function leafOf(state: State): string {
  if (typeof state === "string") return state;
  const [region] = Object.entries(state);
  return region === undefined ? "" : `${region[0]}.${leafOf(region[1])}`;
}

type State = Extract<Draft, { type: "transition" }>["from"];

/** An event reaches the actor, and it takes the arrow. */
function* move(
  actor: string,
  event: string,
  from: State,
  to: State,
  sent: Pick<Extract<Draft, { type: "event" }>, "from" | "data"> = {},
): Story {
  yield { type: "event", actor, name: event, ...sent };
  const leaf = leafOf(from);
  const edges = [edgeOf(segmentDefinition, leaf, event)];
  yield { type: "transition", actor, event, from, to, edges };
}

function decide(
  world: World,
  index: number,
  decision: Source | "wait",
  peer: string | undefined,
): Draft {
  const { dice, numbers, running } = world;
  numbers.run += 1;
  const priority = index - world.head;
  const isRequired = priority <= 1;
  const noHttp = isRequired
    ? "all HTTP slots hold more important segments"
    : "not required at once";
  const http =
    decision === "http"
      ? `priority ${priority} is required (up to 1); HTTP slots: ${running.http + 1} of 2`
      : noHttp;
  const p2p = decision === "p2p" ? "a peer holds it (350 bytes/ms)" : "no free peer holds it";
  const holders = world.peers.slice(0, dice.below(6)).map((id, at) => ({
    peer: id,
    isFree: at % 2 === 0,
    ...(at % 3 === 0 ? {} : { speed: 100 + dice.below(900) }),
  }));
  return {
    type: "decision",
    run: numbers.run,
    segment: world.segments[index]?.key ?? "",
    decision,
    ...(peer === undefined ? {} : { peer }),
    reason: decision === "http" ? http : `${http}; ${p2p}`,
    considered: [
      { source: "http" as const, isChosen: decision === "http", reason: http },
      { source: "p2p" as const, isChosen: decision === "p2p", reason: p2p },
    ].slice(0, decision === "http" ? 1 : 2),
    view: {
      state: "queued",
      priority,
      required: 1,
      httpRunning: running.http,
      httpSlots: 2,
      p2pRunning: running.p2p,
      p2pSlots: 3,
      isHttpAllowed: true,
      holders,
      holderCount: holders.length,
      peerCount: world.peers.length,
    },
    repeats: 0,
  };
}
