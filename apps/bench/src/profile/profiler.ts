/** Profiles a page and its workers through the DevTools protocol. Node. Attach it when the workers run, before the work. */
import { attachWorkers, type UndrivenPage } from "@swarmlane/testkit/node";
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

/** µs between samples. */
const interval = 200;

export async function attachProfiler(page: UndrivenPage): Promise<Profiler> {
  const session = await page.devtools();
  const workers = [...(await attachWorkers(session)).values()];
  const targets = [
    { thread: "page", target: session },
    ...workers.map((target, index) => ({ thread: `worker ${index + 1}`, target })),
  ];
  for (const { target } of targets) {
    await target.send("Profiler.enable");
    await target.send("Profiler.setSamplingInterval", { interval });
  }
  return {
    start: async () => {
      await Promise.all(targets.map(({ target }) => target.send("Profiler.start")));
    },
    stop: () =>
      Promise.all(
        targets.map(async ({ thread, target }) => {
          const { profile } = await target.send("Profiler.stop");
          return { thread, profile };
        }),
      ),
  };
}
