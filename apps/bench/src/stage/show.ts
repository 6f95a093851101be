/** Viewers who open one stream one after the other, each in a browser of their own. Node. */
import { setTimeout as delay } from "node:timers/promises";
import type { LoggedRequest } from "@swarmlane/testkit/node";
import type { ViewerOptions, ViewerReport } from "../page/viewer-page.ts";
import type { PageSource } from "./pages.ts";
import type { Peer } from "./peer.ts";
import type { Stage } from "./stage.ts";

export interface Show {
  /** A page with `window.viewer`. */
  readonly source: PageSource;
  readonly viewers: number;
  /** ms between two viewers' starts. */
  readonly apart: number;
  /** The folder of the streams on the origin: `/streams` for recordings, `/live/<name>` for a live session. */
  readonly path: string;
}

export function viewerOptions(stage: Stage, path: string): ViewerOptions {
  return {
    stream: `${stage.urls.crossOrigin}${path}/hls-ts/master.m3u8`,
    tracker: stage.urls.tracker,
    swarm: stage.swarm,
  };
}

/** Resolves to the viewers in the order of their starts, when the last one has started. */
export async function startShow(stage: Stage, show: Show): Promise<readonly Peer[]> {
  const opened = await Promise.all(
    Array.from({ length: show.viewers }, () => stage.open(show.source)),
  );
  // Some load modules first.
  await Promise.all(opened.map(({ page }) => page.waitFor(() => window.viewer !== undefined)));
  const begin = performance.now();
  for (const [index, { page }] of opened.entries()) {
    await delay(Math.max(0, begin + index * show.apart - performance.now()));
    await page.evaluate((given) => window.viewer?.start(given), viewerOptions(stage, show.path));
  }
  return opened;
}

export async function reportOf({ page }: Pick<Peer, "page">): Promise<ViewerReport> {
  const report = await page.evaluate(() => window.viewer?.report());
  if (report === undefined) throw new Error("the page has no viewer");
  return report;
}

/** Throws the errors that a player could not recover from. */
export function expectNoErrors(reports: readonly ViewerReport[]): void {
  const errors = reports.flatMap((report) => report.errors);
  if (errors.length > 0) throw new Error(errors.join("\n"));
}

/** The origin's log of segments. An aborted response counts up to the byte that was sent. */
export async function readRequests(stage: Stage, path: string): Promise<LoggedRequest[]> {
  const response = await fetch(`${stage.urls.origin}/control/log`);
  const log = (await response.json()) as LoggedRequest[];
  return log.filter((entry) => entry.path.startsWith(path) && entry.path.endsWith(".ts"));
}
