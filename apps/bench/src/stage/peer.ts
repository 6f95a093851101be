/** One page in a browser process of its own, and what it costs: its main thread, and all of its processes. Node. */
import {
  createPageMeter,
  launchBrowser,
  openUndrivenPage,
  type PageMeter,
  type UndrivenPage,
  type UndrivenPageOptions,
} from "@swarmlane/testkit/node";
import type { Browser } from "playwright-core";

/** ms of work during a measurement. */
export interface Cost {
  /** The page's main thread alone, in wall-clock time: a task may also wait for a core. */
  readonly mainThread: number;
  /** The same in processor time of the thread, without that waiting. */
  readonly mainThreadProcessor: number;
  /** All threads of all processes of the browser, including network, WebRTC and workers. On several cores this can exceed the elapsed time. */
  readonly processor: number;
}

export interface Peer {
  readonly browser: Browser;
  readonly page: UndrivenPage;
  /** Uncaught errors of the page, and of the pages that `again` opened. */
  readonly problems: readonly string[];
  /** The cost of this peer's browser while `work` ran, and the result of `work`. */
  measure<Result>(work: () => Promise<Result>): Promise<Cost & { readonly result: Result }>;
  /** Opens the same page again: in this browser, but with its own process, cache and connections. */
  again(): Promise<UndrivenPage>;
  /** Ends the browser. */
  close(): Promise<void>;
}

export async function openPeer(url: string, options: UndrivenPageOptions): Promise<Peer> {
  const { browser } = await launchBrowser();
  try {
    return await watchPeer(browser, url, options);
  } catch (error) {
    await browser.close();
    throw error;
  }
}

async function watchPeer(
  browser: Browser,
  url: string,
  options: UndrivenPageOptions,
): Promise<Peer> {
  const page = await openUndrivenPage(browser, url, options);
  const opened = [page];
  const meter = await createPageMeter(await page.devtools());
  const threadMeter = await createPageMeter(await page.devtools(), "threadTicks");
  const processorTime = await createProcessorClock(browser);
  const readCost = async (): Promise<Cost> => ({
    processor: await processorTime(),
    mainThread: await taskTime(meter),
    mainThreadProcessor: await taskTime(threadMeter),
  });
  return {
    browser,
    page,
    get problems() {
      return opened.flatMap(({ problems }) => problems);
    },
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
      const another = await openUndrivenPage(browser, url, options);
      opened.push(another);
      return another;
    },
    close: () => browser.close(),
  };
}

/** ms */
async function taskTime(meter: PageMeter): Promise<number> {
  return 1000 * ((await meter.read())["TaskDuration"] ?? 0);
}

/** ms of processor time of the browser's processes, without those that have ended. */
async function createProcessorClock(browser: Browser): Promise<() => Promise<number>> {
  const session = await browser.newBrowserCDPSession();
  return async () => {
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    return 1000 * processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  };
}
