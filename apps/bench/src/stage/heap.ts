/** The memory of a page and its workers, measured with DevTools: V8's heaps and their buffers. Node; Chromium only. */
import { readFile } from "node:fs/promises";
import { attachWorkers, type DevTools } from "@swarmlane/testkit/node";
import type { Browser } from "playwright-core";
import type { Peer } from "./peer.ts";

/** Bytes, after a garbage collection. */
export interface HeapUsage {
  readonly heap: number;
  /** ArrayBuffers. */
  readonly buffers: number;
}

export interface MemoryUsage {
  readonly page: HeapUsage;
  /** All workers together. */
  readonly workers: HeapUsage;
  /** All of the above. */
  readonly held: number;
  /** Resident memory of the page's process in bytes; undefined if the system does not report it. */
  readonly resident: number | undefined;
}

export interface HeapMeter {
  read(): Promise<MemoryUsage>;
}

/** Create it before the page starts workers. */
export async function createHeapMeter({ browser, page }: Peer): Promise<HeapMeter> {
  const session = await page.devtools();
  const workers = await attachWorkers(session);
  return {
    read: async () => {
      const inPage = await usageOf(session);
      const each = await Promise.all([...workers.values()].map(usageOf));
      const inWorkers = each.reduce(add, { heap: 0, buffers: 0 });
      return {
        page: inPage,
        workers: inWorkers,
        held: inPage.heap + inPage.buffers + inWorkers.heap + inWorkers.buffers,
        resident: await residentOf(browser),
      };
    },
  };
}

/** Collects twice: the second collection frees what the first one finalized. */
async function usageOf(target: DevTools): Promise<HeapUsage> {
  await target.send("HeapProfiler.collectGarbage");
  await target.send("HeapProfiler.collectGarbage");
  const { usedSize, backingStorageSize } = await target.send("Runtime.getHeapUsage");
  return { heap: usedSize, buffers: backingStorageSize };
}

function add(one: HeapUsage, other: HeapUsage): HeapUsage {
  return { heap: one.heap + other.heap, buffers: one.buffers + other.buffers };
}

/** The largest renderer of this browser, which has one page. Linux only. */
async function residentOf(browser: Browser): Promise<number | undefined> {
  if (process.platform !== "linux") return undefined;
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === "renderer");
  const sizes = await Promise.all(renderers.map(({ id }) => readResident(id)));
  return Math.max(...sizes);
}

async function readResident(processId: number): Promise<number> {
  const status = await readFile(`/proc/${processId}/status`, "utf8");
  return 1024 * Number(/^VmRSS:\s*(\d+)/m.exec(status)?.[1]);
}
