/**
 * One rendition of the stream: it has a swarm, a tracker's list and segments of its own, as the engine joins one swarm for
 * each. All renditions share the network and the origin's link.
 */
import { defaultLimits, type PeerId } from "@swarmlane/contract";
import type { EventClock } from "./clock/event-clock.ts";
import type { Host, Network } from "./network/network.ts";
import type { Bodies } from "./origin/bodies.ts";
import { createSimOrigin } from "./origin/sim-origin.ts";
import { createTimeline } from "./origin/timeline.ts";
import type { Dice } from "./random/random.ts";
import { createRecorder, type Recorder } from "./results/recorder.ts";
import type { Scenario } from "./scenario/scenario.ts";
import { createSimTracker } from "./tracker/sim-tracker.ts";
import type { Viewer, World } from "./viewer/viewer.ts";

/** What all renditions share. */
export interface Site {
  readonly clock: EventClock;
  readonly network: Network;
  readonly bodies: Bodies;
  readonly originHost: Host;
  readonly trackerHost: Host;
}

export interface Rendition {
  readonly world: World;
  readonly recorder: Recorder;
}

/** `index`: from 0. `bitRate`: bits per second. */
export function createRendition(
  site: Site,
  scenario: Scenario,
  { index, bitRate, dice }: { index: number; bitRate: number; dice: Dice },
): Rendition {
  const { clock, network, bodies, originHost } = site;
  const { population } = scenario;
  const timeline = createTimeline({ ...scenario.stream, bitRate }, `V${index}`);
  const viewers = new Map<PeerId, Viewer>();
  const recorder = createRecorder({ viewers, clock }, timeline);
  const world: World = {
    ...site,
    timeline,
    origin: createSimOrigin({
      ...{ clock, network, host: originHost, timeline, bodies },
      firstByte: scenario.origin.firstByte,
      onSent: (sequence, bytes) => recorder.noteSent(sequence, bytes),
    }),
    tracker: createSimTracker({ dice }),
    limits: { ...defaultLimits, ...scenario.limits },
    gathering: population.gathering,
    connecting: population.connecting,
    viewers,
    onOriginRequest: (viewer, sequence) => recorder.noteRequest(viewer, sequence),
  };
  return { world, recorder };
}
