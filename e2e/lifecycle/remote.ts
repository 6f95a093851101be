/** A page's `window.rig`, spoken to from Node in plain data. */
import type { ViewerReport } from "../harness/page/viewer-report.ts";
import type { Rig } from "./page/rig.page.ts";

/** What can be called from here: takes and returns plain data. */
type Plain = Exclude<keyof Rig, "loader" | "shows">;

export interface Remote {
  call<K extends Plain>(name: K, ...args: Parameters<Rig[K]>): Promise<Awaited<ReturnType<Rig[K]>>>;
  /** Resolves to the report of a loader once `isDone` says so; rejects after `timeout` ms with the last report. */
  until(
    loader: string,
    what: string,
    isDone: (report: ViewerReport) => boolean,
    timeout?: number,
  ): Promise<ViewerReport>;
}

/** ms between two looks at a page. */
const pollInterval = 50;

export function createRemote(evaluate: (expression: string) => Promise<unknown>): Remote {
  const call: Remote["call"] = async (name, ...args) => {
    const list = args.map((arg) => JSON.stringify(arg)).join(", ");
    return (await evaluate(`rig.${name}(${list})`)) as never;
  };
  return {
    call,
    until: async (loader, what, isDone, timeout = 20_000) => {
      const deadline = performance.now() + timeout;
      for (;;) {
        const report = await call("report", loader);
        if (isDone(report)) return report;
        if (performance.now() > deadline) {
          throw new Error(`not within ${timeout} ms: ${what}\n${JSON.stringify(report, null, 1)}`);
        }
        await new Promise((resolve) => setTimeout(resolve, pollInterval));
      }
    },
  };
}
