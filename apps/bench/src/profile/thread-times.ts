/** Processor time of each thread of a browser, by name. Node, Linux only: elsewhere the list is empty. */
import { readdirSync, readFileSync } from "node:fs";
import type { Browser } from "playwright-core";

export interface ThreadTime {
  /** "renderer: DedicatedWorker" */
  readonly thread: string;
  /** ms */
  readonly time: number;
}

/** ms of one tick of /proc: `getconf CLK_TCK` is 100 wherever Chromium runs. */
const tick = 10;

/** Begins to count. The returned function resolves to the time since then, longest first. */
export async function countThreadTimes(browser: Browser): Promise<() => Promise<ThreadTime[]>> {
  const session = await browser.newBrowserCDPSession();
  const read = async () => {
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    const times = new Map<string, number>();
    for (const { id, type } of processInfo) {
      for (const { name, time } of threadsOf(id)) {
        const thread = `${type}: ${name}`;
        times.set(thread, (times.get(thread) ?? 0) + time);
      }
    }
    return times;
  };
  const before = await read();
  return async () =>
    [...(await read())]
      .map(([thread, time]) => ({ thread, time: time - (before.get(thread) ?? 0) }))
      .sort((a, b) => b.time - a.time);
}

function threadsOf(process: number): { name: string; time: number }[] {
  try {
    return readdirSync(`/proc/${process}/task`).map((id) => {
      const text = readFileSync(`/proc/${process}/task/${id}/stat`, "utf8");
      const name = text.slice(text.indexOf("(") + 1, text.lastIndexOf(")"));
      // Fields 14 and 15, user and system time, counted after the name.
      const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
      return { name, time: tick * (Number(fields[11]) + Number(fields[12])) };
    });
  } catch {
    // No such file system, or the process has ended.
    return [];
  }
}
