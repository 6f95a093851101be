/**
 * A viewer, an honest seeder that holds all segments, and attackers, each in a page that has `installAttackPage` on it.
 * Node drives them step by step: what is measured, and when, is up to the caller.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { UndrivenPage } from "../../browser/undriven-page.ts";
// Declares what the pages have on `window`.
import type {} from "./attack-page.ts";
import type { AttackRow } from "./attack-rows.ts";
import type { AttackersReport } from "./attackers-page.ts";
import type { AttackSegment, LoaderReport, LoadOutcome } from "./loader-page.ts";

export type ScenePage = Pick<UndrivenPage, "evaluate">;

export interface AttackSceneOptions {
  readonly viewer: ScenePage;
  readonly seeder: ScenePage;
  readonly attackers: ScenePage;
  /** Where viewer and seeder meet. */
  readonly tracker: string;
  /** The tracker of the attackers and the viewer alone. */
  readonly attackersTracker: string;
  readonly swarm: string;
  /** Address of a segment of `attackSegmentBytes`. */
  readonly urlOf: (name: string) => string;
}

export interface AttackScene {
  readonly seederId: string;
  /** Attackers that the viewer let in. */
  readonly admitted: number;
  /** Resolves when the attack has gone on for so long that its effects are there. */
  beginAttack(): Promise<void>;
  /** The viewer wants the seeder's segments. */
  fromSeeder(timeout: number): Promise<LoadOutcome>;
  /** While the attack goes on the viewer wants `originSegments` new segments, from the origin. */
  overHttp(timeout: number): Promise<LoadOutcome>;
  attackersReport(): Promise<AttackersReport>;
  /** Undefined when the viewer's page is too busy to tell. */
  viewerReport(): Promise<LoaderReport | undefined>;
  endAttack(): Promise<void>;
}

export const attackSegmentBytes = 100_000;
export const seederNames = numbered("segment", 60);
/** That the viewer wants at once. */
export const originSegments = 5;

/** ms */
const patience = 20_000;
/** ms that a page which is kept busy may answer later than it should. */
const grace = 15_000;

/** ms. Three heartbeats: a worker that cannot keep up has a backlog by then. */
const attackLead = 6000;

/** Settings that make required segments P2P only, or HTTP. */
const fromPeers = { requiredSegmentsPriority: -1 };
const fromOrigin = { requiredSegmentsPriority: 0 };

/** Resolves when all pages are ready, and rejects if an honest page does not get there. */
export async function setAttackScene(
  row: AttackRow,
  options: AttackSceneOptions,
): Promise<AttackScene> {
  const { viewer, seeder, attackers, swarm } = options;
  const segments = (names: readonly string[], priority: number) =>
    names.map((name) => segmentOf(options, name, priority));
  const queue = segments(seederNames, 1);

  const connectAttackers = () =>
    attackers.evaluate((request) => window.attackers.connect(request), {
      ...{ trackerUrl: options.attackersTracker, groups: row.attackers, swarm },
      ...{ names: seederNames, segmentBytes: attackSegmentBytes },
    });

  const seed = async (names: readonly string[]) => {
    const wanted = segments(names, 0);
    const { ms } = await load(seeder, { ...{ swarm, timeout: patience }, segments: wanted });
    if (ms === undefined) throw new Error("the seeder did not get its segments from the origin");
  };

  await open(viewer, {
    ...fromPeers,
    trackerAnnounce: [options.tracker, options.attackersTracker],
  });
  // It joins with a queue from which nothing is loaded yet: the priority is above every limit.
  await load(viewer, { swarm, timeout: 0, segments: segments(["later"], 100) });
  const before = row.attackersFirst === true ? await connectAttackers() : undefined;
  const seederId = await open(seeder, { trackerAnnounce: [options.tracker] });
  await seed(seederNames);
  const hasMet = await viewer.evaluate(
    ([id, timeout]) => window.loaderPage.meet(id, timeout),
    // A viewer that has no room for it may make some later.
    [seederId, row.attackersFirst === true ? 0 : patience] as const,
  );
  if (!hasMet && row.attackersFirst !== true) throw new Error("viewer and seeder did not meet");
  // 0.6.2 does not hear announcements that come before its own `peer_connect`: the seeder announces once more.
  await seed([...seederNames, "spare"]);
  const { connected: admitted } = before ?? (await connectAttackers());

  let batches = 0;
  return {
    ...{ seederId, admitted },
    beginAttack: () =>
      attackers.evaluate(
        (ms) => window.attackers.begin(ms),
        row.attackers.every(({ attack }) => attack === "silent") ? 0 : attackLead,
      ),
    fromSeeder: (timeout) => load(viewer, { swarm, timeout, segments: queue }),
    overHttp(timeout) {
      const fresh = segments(numbered(`new-${++batches}`, originSegments), 0);
      const until = fresh.map(({ id }) => id);
      return load(viewer, {
        ...{ swarm, timeout, until, settings: fromOrigin },
        segments: [...fresh, ...queue],
      });
    },
    attackersReport: () => attackers.evaluate(() => window.attackers.report()),
    viewerReport: () =>
      answer(
        viewer.evaluate(() => window.loaderPage.report()),
        grace,
      ),
    endAttack: () => attackers.evaluate(() => window.attackers.end()),
  };
}

/** One swarm of a loopback network: without servers for ICE, and with room for every segment. */
function open(page: ScenePage, settings: Readonly<Record<string, unknown>>): Promise<string> {
  return page.evaluate((given) => window.loaderPage.open(given), {
    rtcConfig: { iceServers: [] },
    // Few: every offer counts as one of the connections that may be built a minute.
    peerRequestsPerAnnounce: 2,
    cachedSegmentsCount: 1000,
    httpDownloadProbability: 0,
    ...settings,
  });
}

interface SceneLoad {
  readonly segments: readonly AttackSegment[];
  readonly swarm: string;
  readonly timeout: number;
  /** Default: all of the segments. */
  readonly until?: readonly string[];
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A page that is too busy to answer has loaded nothing that its user could see. */
async function load(page: ScenePage, { until, ...request }: SceneLoad): Promise<LoadOutcome> {
  const wanted = until ?? request.segments.map(({ id }) => id);
  const outcome = page.evaluate((given) => window.loaderPage.load(given), {
    ...{ settings: {}, until: wanted },
    ...request,
  });
  const nothing: LoadOutcome = { loaded: 0, ms: undefined };
  return (await answer(outcome, request.timeout + grace)) ?? nothing;
}

/** Undefined when the page takes longer than `timeout` ms. */
async function answer<Result>(
  result: Promise<Result>,
  timeout: number,
): Promise<Result | undefined> {
  const answered = new AbortController();
  const late = delay(timeout, undefined, { signal: answered.signal }).catch(() => undefined);
  try {
    return await Promise.race([result, late]);
  } finally {
    answered.abort();
  }
}

function segmentOf(
  { swarm, urlOf }: Pick<AttackSceneOptions, "swarm" | "urlOf">,
  name: string,
  priority: number,
): AttackSegment {
  return {
    id: `${swarm}+${name}`,
    url: urlOf(name),
    masterSwarmId: swarm,
    masterManifestUri: urlOf("manifest"),
    streamId: undefined,
    sequence: name,
    range: undefined,
    priority,
  };
}

function numbered(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${name}-${index}`);
}
