/** Runs a scenario: builds the world, lets viewers come and go, and adds up what happened. */
import { createEventClock } from "./clock/event-clock.ts";
import { createNetwork } from "./network/network.ts";
import { createBodies } from "./origin/bodies.ts";
import { createRendition, type Site } from "./rendition.ts";
import { createDice, type Dice } from "./random/random.ts";
import { type Figures, figuresOf } from "./results/figures.ts";
import {
  joinRecorded,
  type Recorded,
  type Sample,
  type SegmentCopies,
} from "./results/recorder.ts";
import { drawArrivals } from "./scenario/arrivals.ts";
import { drawMember, slowAccess } from "./scenario/audience.ts";
import { drawAccess, mbit } from "./scenario/population.ts";
import type { Behaviour, Scenario } from "./scenario/scenario.ts";
import { createHostile, type Hostile } from "./viewer/hostile.ts";
import { createViewer, type Viewer } from "./viewer/viewer.ts";
import type { ViewerRecord } from "./viewer/viewer-record.ts";
import type { EventClock } from "./clock/event-clock.ts";

/** Honest viewers only: hostile peers watch nothing. */
export interface RunResult {
  readonly figures: Figures;
  readonly viewers: readonly ViewerRecord[];
  readonly copies: readonly SegmentCopies[];
  readonly samples: readonly Sample[];
  /** s that were simulated. */
  readonly simulated: number;
  /** Events of the simulated clock. */
  readonly events: number;
}

export interface Progress {
  /** s of simulated time, and how long the run may last. */
  readonly at: number;
  readonly of: number;
  readonly viewers: number;
  readonly copies: number;
}

/** s between two samples, and between two reports of progress. */
const sampling = 5;

export async function simulate(
  scenario: Scenario,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<RunResult> {
  const { seed, stream, population } = scenario;
  const clock = createEventClock();
  const dice = createDice(seed);
  const bodies = createBodies(scenario.scale);
  const network = createNetwork({ clock, seed, blockedPairs: population.blockedPairs });
  const originRate = scenario.origin.rate * mbit;
  const serverAccess = {
    up: originRate,
    down: originRate,
    latency: scenario.origin.latency,
    loss: 0,
  };
  const originHost = network.addHost("origin", serverAccess);
  const trackerHost = network.addHost("tracker", serverAccess);
  const site: Site = { clock, network, bodies, originHost, trackerHost };
  const renditions = scenario.renditions.map((factor, index) =>
    createRendition(site, scenario, {
      ...{ index, bitRate: stream.bitRate * factor },
      // The first one has the name that the only one always had, so that seeds repeat earlier runs.
      dice: dice.named(index === 0 ? "tracker" : `tracker ${index}`),
    }),
  );
  const recorded = (): Recorded => joinRecorded(renditions.map(({ recorder }) => recorder));

  const viewers: Viewer[] = [];
  const hostile: Hostile[] = [];
  let arrived = 0;
  const arrivals = drawArrivals(scenario.arrivals, scenario.viewers, dice.named("arrivals"));
  for (const [index, at] of arrivals.entries()) {
    clock.setTimeout(() => {
      const own = dice.named(`viewer ${index}`);
      const member = drawMember(scenario.audience, own);
      const host = network.addHost(
        `viewer ${index}`,
        member.kind === "slow" ? slowAccess : drawAccess(population, own.named("access")),
        member.kind !== "unreachable",
      );
      arrived += 1;
      const { world } = own.named("rendition").pick(renditions);
      if (member.kind === "silent" || member.kind === "corrupt") {
        hostile.push(createHostile(world, { host, dice: own, answers: member.kind === "corrupt" }));
        return;
      }
      const { player, settings, tellsSwarmSize, validates } = scenario;
      const viewer = createViewer(world, {
        ...{ host, dice: own, player, settings, member, tellsSwarmSize, validates },
      });
      viewers.push(viewer);
      viewer.start();
      behave(clock, viewer, scenario, own.named("behaviour"));
    }, at);
  }

  for (let at = 0; at < scenario.seconds; at += sampling) {
    await clock.run(Math.min(at + sampling, scenario.seconds) * 1000);
    for (const { recorder } of renditions) recorder.sample();
    const copies = recorded().copies();
    onProgress({
      at: at + sampling,
      of: scenario.seconds,
      viewers: renditions.reduce((sum, { world }) => sum + world.viewers.size, 0),
      copies: copies.reduce((sum, each) => sum + each.copies, 0) / (copies.length || 1),
    });
    if (arrived === scenario.viewers && viewers.every(({ player }) => player.isOver)) break;
  }
  const endedAt = clock.now();
  const records = viewers.map(({ record }) => record);
  const result: RunResult = {
    figures: figuresOf(records, recorded(), endedAt),
    viewers: records.map((record) => structuredClone(record)),
    copies: recorded().copies(),
    samples: recorded().samples,
    simulated: endedAt / 1000,
    events: clock.events,
  };
  for (const peer of hostile) peer.leave();
  await Promise.all(viewers.map((viewer) => viewer.leave()));
  return result;
}

function behave(clock: EventClock, viewer: Viewer, scenario: Scenario, dice: Dice): void {
  const { stay, seek, pause }: Behaviour = scenario.behaviour;
  const later = (mean: number, act: () => void): void => {
    if (Number.isFinite(mean)) clock.setTimeout(act, 1000 * dice.exponential(mean));
  };
  const seekAgain = (): void => {
    if (viewer.player.isOver) return;
    viewer.player.seek(dice.between(0, scenario.stream.seconds * 0.95));
    later(seek, seekAgain);
  };
  const pauseAgain = (): void => {
    if (viewer.player.isOver) return;
    viewer.player.pause();
    clock.setTimeout(
      () => {
        viewer.player.resume();
        later(pause, pauseAgain);
      },
      dice.between(2000, 60_000),
    );
  };
  later(stay, () => void viewer.leave());
  if (scenario.stream.windowSeconds === undefined) later(seek, seekAgain);
  later(pause, pauseAgain);
}
