/** Pages that hold loaders by name, and no player: `window.rig`, spoken to in plain data. Node. */
import type { Origin, UndrivenPage, WatchedPage } from "@swarmlane/testkit/node";
import { reporting } from "../fixtures/reporting.ts";
import { test as base, type PageSetup } from "../fixtures/test.ts";
import type { Rig } from "./page/rig.page.ts";
import type { ViewerReport } from "../harness/page/viewer-report.ts";

/** What can be called from here: takes and returns plain data. */
type Plain = Exclude<keyof Rig, "loader" | "shows">;

export interface Remote {
  call<K extends Plain>(name: K, ...args: Parameters<Rig[K]>): Promise<Awaited<ReturnType<Rig[K]>>>;
  /** Resolves to the report of a loader once `isDone` says so; see `Reporting`. */
  until(
    loader: string,
    what: string,
    isDone: (report: ViewerReport) => boolean,
    timeout?: number,
  ): Promise<ViewerReport>;
}

export interface RigPage extends WatchedPage, Remote {}

export interface RigSetup extends Omit<PageSetup, "options"> {
  /** `script` is the global script, `module` the ESM build. */
  readonly build?: "script" | "module";
}

export interface RigSite {
  readonly origin: Origin;
  /** Settings of a loader that finds peers here. */
  readonly peerSettings: object;
  open(setup?: RigSetup): Promise<RigPage>;
  /** See `openUndrivenPage`: it can be frozen. */
  openUndriven(): Promise<UndrivenPage & Remote>;
}

/** Two pages that are driven in different ways are spoken to in the same. */
export function createRemote(
  page: { readonly problems: readonly string[]; readonly console?: readonly string[] },
  evaluate: (expression: string) => Promise<unknown>,
): Remote {
  const call: Remote["call"] = async (name, ...args) => {
    const list = args.map((arg) => JSON.stringify(arg)).join(", ");
    return (await evaluate(`rig.${name}(${list})`)) as never;
  };
  return {
    call,
    until: (loader, what, isDone, timeout) =>
      reporting(page, () => call("report", loader)).until(what, isDone, timeout),
  };
}

export const test = base.extend("site", ({ open, openUndriven, origin, tracker }): RigSite => ({
  origin,
  peerSettings: { trackerAnnounce: [tracker.url], rtcConfig: { iceServers: [] } },
  open: async ({ build = "script", ...setup } = {}) => {
    const watched = await open(build === "script" ? "rig" : "rig-modules", setup);
    return { ...watched, ...createRemote(watched, (text) => watched.page.evaluate(text)) };
  },
  openUndriven: async () => {
    const page = await openUndriven("rig");
    return { ...page, ...createRemote(page, (text) => page.evaluate(text)) };
  },
}));
