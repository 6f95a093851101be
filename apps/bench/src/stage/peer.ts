/** One page in a browser process of its own, and what it costs: its main thread, and all of its processes. Node. */
import {
  createPageMeter,
  launchBrowser,
  type LaunchedBrowser,
  type PageMeter,
  type WatchedPage,
} from "@swarmlane/testkit/node";
import type { Browser, Page } from "playwright-core";
import { launchOnDisk } from "./disk-browser.ts";

/** ms of work while something was measured. */
export interface Cost {
  /** Of the page's main thread alone, by the clock: in a task it may also wait for a core. */
  readonly mainThread: number;
  /** The same by the thread's processor time, without that waiting. */
  readonly mainThreadProcessor: number;
  /** Of every thread of every process of the browser: network, WebRTC and workers too. More than time passed, on several cores. */
  readonly processor: number;
}

export interface Peer {
  readonly page: Page;
  /** Uncaught errors of the page and its workers, and of those that `again` opened. */
  readonly problems: readonly string[];
  /** Chromium's metrics of this page since it was opened: `TaskDuration` in s, `JSHeapUsedSize` in bytes, … */
  readonly meter: PageMeter;
  /** What this peer's browser did while `work` ran, beside what it resolved to. */
  measure<Result>(work: () => Promise<Result>): Promise<Cost & { readonly result: Result }>;
  /** The same page once more: in this browser, but with a process, a cache and connections of its own. */
  again(): Promise<Page>;
  /** Ends the browser. */
  close(): Promise<void>;
}

/** With a `profile` folder, what the page stores is on the disk; without, it is private. */
export async function openPeer(url: string, profile?: string): Promise<Peer> {
  const launched = await (profile === undefined ? launchBrowser() : launchOnDisk(profile));
  try {
    return await watchPeer(await launched.open(url), launched);
  } catch (error) {
    await launched.close();
    throw error;
  }
}

async function watchPeer(first: WatchedPage, launched: LaunchedBrowser): Promise<Peer> {
  const { page } = first;
  const { browser } = launched;
  const watched = [first];
  const meter = await createPageMeter(page);
  const threadMeter = await createPageMeter(page, "threadTicks");
  const processorTime = await createProcessorClock(browser);
  const readCost = async (): Promise<Cost> => ({
    processor: await processorTime(),
    mainThread: await taskTime(meter),
    mainThreadProcessor: await taskTime(threadMeter),
  });
  return {
    page,
    get problems() {
      return watched.flatMap(({ problems }) => problems);
    },
    meter,
    measure: async (work) => {
      const before = await readCost();
      const result = await work();
      const after = await readCost();
      return {
        result,
        mainThread: after.mainThread - before.mainThread,
        mainThreadProcessor: after.mainThreadProcessor - before.mainThreadProcessor,
        processor: after.processor - before.processor,
      };
    },
    again: async () => {
      const another = await launched.open(page.url());
      watched.push(another);
      return another.page;
    },
    close: () => browser.close(),
  };
}

/** ms */
async function taskTime(meter: PageMeter): Promise<number> {
  return 1000 * ((await meter.read())["TaskDuration"] ?? 0);
}

/** ms of processor time of the browser's processes, those that ended aside. */
async function createProcessorClock(browser: Browser): Promise<() => Promise<number>> {
  const session = await browser.newBrowserCDPSession();
  return async () => {
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    return 1000 * processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  };
}
