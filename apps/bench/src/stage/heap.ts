/** How much memory a page and its workers hold, by DevTools: V8's heaps and the buffers behind them. Node; Chromium only. */
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";

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
  /** Resident memory of the page's process, bytes; undefined where the system does not tell. */
  readonly resident: number | undefined;
}

export interface HeapMeter {
  read(): Promise<MemoryUsage>;
}

interface Reply {
  readonly id?: number;
  readonly result?: { readonly usedSize?: number; readonly backingStorageSize?: number };
  readonly error?: { readonly message: string };
}

type Ask = (method: string) => Promise<Reply["result"]>;

/** Make it before the page starts workers. */
export async function createHeapMeter(page: Page): Promise<HeapMeter> {
  const session = await page.context().newCDPSession(page);
  const workers = new Map<string, Ask>();
  const waiting = new Map<string, (reply: Reply) => void>();
  let lastId = 0;

  session.on("Target.attachedToTarget", ({ sessionId }) => {
    workers.set(sessionId, (method) => {
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        waiting.set(`${sessionId} ${id}`, ({ result, error }) =>
          error === undefined ? resolve(result) : reject(new Error(error.message)),
        );
        const message = JSON.stringify({ id, method });
        session.send("Target.sendMessageToTarget", { sessionId, message }).catch(reject);
      });
    });
  });
  session.on("Target.detachedFromTarget", ({ sessionId }) => void workers.delete(sessionId));
  session.on("Target.receivedMessageFromTarget", ({ sessionId, message }) => {
    const reply = JSON.parse(message) as Reply;
    waiting.get(`${sessionId} ${reply.id}`)?.(reply);
    waiting.delete(`${sessionId} ${reply.id}`);
  });
  // Playwright itself speaks to workers in the other, flat way: both can be had at once.
  await session.send("Target.setAutoAttach", {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false,
  });

  const askPage: Ask = (method) => session.send(method as "Runtime.getHeapUsage");

  return {
    read: async () => {
      const inPage = await usageOf(askPage);
      const each = await Promise.all([...workers.values()].map(usageOf));
      const inWorkers = each.reduce(add, { heap: 0, buffers: 0 });
      return {
        page: inPage,
        workers: inWorkers,
        held: inPage.heap + inPage.buffers + inWorkers.heap + inWorkers.buffers,
        resident: await residentOf(page),
      };
    },
  };
}

/** Twice: what a first collection finalizes, a second one frees. */
async function usageOf(ask: Ask): Promise<HeapUsage> {
  await ask("HeapProfiler.collectGarbage");
  await ask("HeapProfiler.collectGarbage");
  const usage = await ask("Runtime.getHeapUsage");
  return { heap: usage?.usedSize ?? NaN, buffers: usage?.backingStorageSize ?? NaN };
}

function add(one: HeapUsage, other: HeapUsage): HeapUsage {
  return { heap: one.heap + other.heap, buffers: one.buffers + other.buffers };
}

/** The largest renderer of this browser, which has one page. Linux only. */
async function residentOf(page: Page): Promise<number | undefined> {
  const session = await page.context().browser()?.newBrowserCDPSession();
  if (session === undefined || process.platform !== "linux") return undefined;
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
