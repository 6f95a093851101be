/** Profiles a page and its workers through the DevTools protocol. Node. Attach it before the work, when the workers run. */
import type { CDPSession, Page } from "playwright-core";
import type { CpuProfile } from "./cpu-profile.ts";

export interface ThreadProfile {
  /** "page", "worker 1", … */
  readonly thread: string;
  readonly profile: CpuProfile;
}

export interface Profiler {
  start(): Promise<void>;
  stop(): Promise<ThreadProfile[]>;
}

/** Sends one command to a target. */
type Send = (method: string, params?: object) => Promise<unknown>;

/** µs between samples. */
const interval = 200;

export async function attachProfiler(page: Page): Promise<Profiler> {
  const session = await page.context().newCDPSession(page);
  const send = session.send.bind(session) as Send;
  const workers = await attachWorkers(session);
  const targets = [
    { thread: "page", send },
    ...workers.map((send, index) => ({ thread: `worker ${index + 1}`, send })),
  ];
  for (const target of targets) {
    await target.send("Profiler.enable");
    await target.send("Profiler.setSamplingInterval", { interval });
  }
  return {
    start: async () => {
      await Promise.all(targets.map((target) => target.send("Profiler.start")));
    },
    stop: () =>
      Promise.all(
        targets.map(async ({ thread, send: sendTo }) => {
          const { profile } = (await sendTo("Profiler.stop")) as { profile: CpuProfile };
          return { thread, profile };
        }),
      ),
  };
}

/** Playwright routes no messages to sessions that are not its own, so these speak through the page's. */
async function attachWorkers(session: CDPSession): Promise<Send[]> {
  const pending = new Map<string, (result: unknown) => void>();
  const ids: string[] = [];
  session.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => {
    if (targetInfo.type === "worker") ids.push(sessionId);
  });
  session.on("Target.receivedMessageFromTarget", ({ sessionId, message }) => {
    const { id, result } = JSON.parse(message) as { id?: number; result?: unknown };
    pending.get(`${sessionId} ${id ?? ""}`)?.(result);
  });
  // Reports the workers that run already before it replies.
  await session.send("Target.setAutoAttach", {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false,
  });
  let lastId = 0;
  return ids.map((sessionId) => async (method, params = {}) => {
    const id = ++lastId;
    const reply = new Promise((resolve) => pending.set(`${sessionId} ${id}`, resolve));
    const message = JSON.stringify({ id, method, params });
    await session.send("Target.sendMessageToTarget", { sessionId, message });
    return reply;
  });
}
