/** Runs attacks: viewer, seeder and attackers each in a browser process of their own. Node. */
import type { AttackRow } from "@swarmlane/testkit";
import {
  attackSegmentBytes,
  launchBrowser,
  setAttackScene,
  startTracker,
  type AttackScene,
  type LaunchedBrowser,
  type Tracker,
} from "@swarmlane/testkit/node";
import { test as base } from "../fixtures/test.ts";

export interface StagedAttack extends AttackScene {
  readonly swarm: string;
  /** What the viewer's and the seeder's page did not catch. */
  problems(): readonly string[];
}

/** Everybody is in place when it resolves. */
export type StageAttack = (row: AttackRow) => Promise<StagedAttack>;

/** ms. A seeder for which there was no room is to get another chance within the time of a row. */
const interval = 15_000;

export const test = base
  .extend("parties", { scope: "file" }, async ({}, { onCleanup }) => {
    const started: (LaunchedBrowser | Tracker)[] = [];
    onCleanup(async () => {
      await Promise.all(started.map((each) => each.close()));
    });
    const keep = <T extends LaunchedBrowser | Tracker>(one: T): T => {
      started.push(one);
      return one;
    };
    return {
      viewer: keep(await launchBrowser()),
      seeder: keep(await launchBrowser()),
      attackers: keep(await launchBrowser()),
      tracker: keep(await startTracker({ interval })),
      attackersTracker: keep(await startTracker({ interval })),
    };
  })
  .extend("stageAttack", ({ parties, openUndriven, origin, task }): StageAttack => {
    let scenes = 0;
    return async (row) => {
      const [viewer, seeder, attackers] = await Promise.all([
        openUndriven("attack", parties.viewer),
        openUndriven("attack", parties.seeder),
        openUndriven("attack", parties.attackers),
      ]);
      const swarm = `${task.id}, ${++scenes}`;
      const scene = await setAttackScene(row, {
        ...{ viewer, seeder, attackers, swarm },
        ...{ tracker: parties.tracker.url, attackersTracker: parties.attackersTracker.url },
        urlOf: (name) => `${origin.crossUrl}/bytes/${name}?size=${attackSegmentBytes}`,
      });
      return { ...scene, swarm, problems: () => [...viewer.problems, ...seeder.problems] };
    };
  });
