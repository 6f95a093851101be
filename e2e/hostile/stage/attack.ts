/** Runs attacks: viewer, seeder and attackers each in a browser process of their own. Node. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { AttackRow } from "@swarmlane/testkit";
import {
  attackSegmentBytes,
  bundlePageScript,
  launchBrowser,
  openUndrivenPage,
  setAttackScene,
  startOrigin,
  startTracker,
  type AttackScene,
  type Tracker,
} from "@swarmlane/testkit/node";

export interface AttackStage {
  /** Everybody is in place when `work` begins. Afterwards the browsers are closed. */
  play<Result>(row: AttackRow, work: (attack: StagedAttack) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

export interface StagedAttack extends AttackScene {
  readonly swarm: string;
  /** What the viewer's and the seeder's page did not catch. */
  problems(): readonly string[];
}

/** ms. A seeder for which there was no room is to get another chance within the time of a row. */
const interval = 15_000;

export async function startAttackStage(): Promise<AttackStage> {
  const origin = await startOrigin({ files: await pageFiles() });
  const [tracker, attackersTracker] = await Promise.all([
    startTracker({ interval }),
    startTracker({ interval }),
  ]);
  const openPage = () => openAlone(`${origin.url}/attack.html`);
  let rows = 0;
  return {
    async play(row, work) {
      const [viewer, seeder, attackers] = await Promise.all([openPage(), openPage(), openPage()]);
      try {
        const swarm = `under-attack-${++rows}`;
        const scene = await setAttackScene(row, {
          ...{ viewer: viewer.page, seeder: seeder.page, attackers: attackers.page, swarm },
          ...{ tracker: tracker.url, attackersTracker: attackersTracker.url },
          urlOf: (name) => `${origin.crossUrl}/bytes/${name}?size=${attackSegmentBytes}`,
        });
        const problems = () => [...viewer.page.problems, ...seeder.page.problems];
        return await work({ ...scene, swarm, problems });
      } finally {
        await Promise.all([viewer, seeder, attackers].map(({ close }) => close()));
      }
    },
    close: async () => {
      const servers: readonly Pick<Tracker, "close">[] = [origin, tracker, attackersTracker];
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

async function openAlone(url: string) {
  const launched = await launchBrowser();
  return {
    page: await openUndrivenPage(launched.browser, url),
    close: () => launched.close(),
  };
}

async function pageFiles(): Promise<Record<string, string>> {
  const core = new URL(
    "../../../packages/loader/build/p2p-media-loader-core.min.js",
    import.meta.url,
  );
  const page = fileURLToPath(new URL("./attack.page.ts", import.meta.url));
  return {
    "/ours.js": await readFile(core, "utf8"),
    "/attack.js": await bundlePageScript(page, "attackPage"),
    "/attack.html": [
      "<!doctype html>",
      // Without it the browser asks for an icon, and the 404 ends up in the console.
      '<html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"></head><body>',
      '<script src="/ours.js"></script><script src="/attack.js"></script></body></html>',
    ].join("\n"),
  };
}
