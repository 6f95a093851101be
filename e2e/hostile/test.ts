/** Pages with loaders and evil peers on them, for the scenarios of hostile tests. Node. */
import type { WatchedPage } from "@swarmlane/testkit/node";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { Core } from "../fixtures/pages.ts";
import { test as base, type PageSetup } from "../fixtures/test.ts";
import type { ProbeReport } from "./page/probe.ts";
import { digestOf, type SegmentShape } from "./page/segments.ts";
import type { StageUrls } from "./page/stage.page.ts";

export interface StageSetup extends Pick<PageSetup, "prepare"> {
  /** Default `ours`. */
  readonly core?: Core;
}

/** Runs a scenario in a page of its own. */
export type Play = <Result>(
  scenario: (page: Page) => Promise<Result>,
  setup?: StageSetup,
) => Promise<Result>;

export const test = base
  .extend("urls", { scope: "file" }, ({ origin, tracker, evilTracker }): StageUrls => ({
    ...{ origin: origin.crossUrl, tracker: tracker.url, evilTracker: evilTracker.url },
  }))
  /** A page with `window.stage`, in a context of its own: its connections to the origin are its own, too. */
  .extend(
    "openStage",
    ({ open, urls }) =>
      ({ core = "ours", ...setup }: StageSetup = {}): Promise<WatchedPage> =>
        open(`stage-${core}`, { ...setup, options: urls }),
  )
  .extend(
    "play",
    ({ openStage }): Play =>
      async (scenario, setup) =>
        scenario((await openStage(setup)).page),
  );

/** Every one of these segments was loaded, and nothing that was loaded had other bytes than the origin's. */
export async function expectRightBytes(
  { loaded }: Pick<ProbeReport, "loaded">,
  swarm: string,
  names: readonly string[],
  shape?: SegmentShape,
): Promise<void> {
  for (const name of names) {
    const digests = loaded.filter(({ id }) => id === `${swarm}+${name}`);
    expect(digests.length, `${name} was loaded`).toBeGreaterThan(0);
    const right = await digestOf(name, shape);
    for (const { sha256 } of digests) expect(sha256, name).toBe(right);
  }
}
