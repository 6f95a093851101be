/**
 * A page as a visitor's: Playwright starts and ends the browser, but does not drive the page. It keeps its own pages
 * focused, and a focused page never freezes; its DevTools report each read of each request, and hold up each worker's
 * start. This one lives in a context that Playwright does not know. Node; Chromium only.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { attachTarget, type DevTools } from "./target.ts";

export interface UndrivenPage {
  readonly url: string;
  /** Uncaught errors and unhandled rejections of the page itself, and crashes. */
  readonly problems: readonly string[];
  /** Another session: what it switched on ends with the page. */
  devtools(): Promise<DevTools>;
  /** The value of an expression, a promise's included; throws what the page throws. */
  evaluate(expression: string): Promise<unknown>;
  /** Runs `work` there, which sees nothing but its argument. What goes in and comes out passes through JSON. */
  evaluate<Result>(work: () => Result | Promise<Result>): Promise<Result>;
  evaluate<Argument, Result>(
    work: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result>;
  /** Rejects when `test` is not true within 30 s. */
  waitFor(test: () => boolean): Promise<void>;
  waitFor<Argument>(test: (argument: Argument) => boolean, argument: Argument): Promise<void>;
  /** As a browser does with a tab in the background: timers, tasks and workers stop. */
  freeze(): Promise<void>;
  /** Tasks run again; the page stays hidden. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

export interface UndrivenPageOptions {
  /** With the browser's profile, which is on the disk; by default private, with connections of its own. */
  readonly onDisk?: boolean;
}

/** ms */
const patience = 30_000;
const pollInterval = 20;

export async function openUndrivenPage(
  browser: Browser,
  url: string,
  { onDisk = false }: UndrivenPageOptions = {},
): Promise<UndrivenPage> {
  const root = await browser.newBrowserCDPSession();
  const context = onDisk
    ? {}
    : await root.send("Target.createBrowserContext", { disposeOnDetach: true });
  const { targetId } = await root.send("Target.createTarget", { url: "about:blank", ...context });
  const session = await attachTarget(root, targetId);
  const problems = await collectProblems(session);
  await navigate(session, url);

  async function evaluate(work: string | Work, argument?: unknown): Promise<unknown> {
    const given = JSON.stringify(argument) as string | undefined;
    const { result, exceptionDetails } = await session.send("Runtime.evaluate", {
      expression: typeof work === "string" ? work : `(${String(work)})(${given ?? ""})`,
      returnByValue: true,
      awaitPromise: true,
    });
    if (exceptionDetails !== undefined) throw new Error(describe(exceptionDetails));
    return result.value;
  }

  return {
    url,
    problems,
    devtools: () => attachTarget(root, targetId),
    evaluate: evaluate,
    async waitFor(test: Work, argument?: unknown) {
      const deadline = performance.now() + patience;
      while ((await evaluate(test, argument)) !== true) {
        if (performance.now() > deadline) {
          throw new Error(`not within ${patience} ms: ${String(test)}`);
        }
        await delay(pollInterval);
      }
    },
    async freeze() {
      await session.send("Page.setWebLifecycleState", { state: "frozen" });
    },
    async resume() {
      await session.send("Page.setWebLifecycleState", { state: "active" });
    },
    async close() {
      await root.send("Target.closeTarget", { targetId });
      await root.detach();
    },
  };
}

type Work = (argument: never) => unknown;

async function navigate(session: DevTools, url: string): Promise<void> {
  await session.send("Page.enable");
  const loaded = new Promise((resolve) => session.on("Page.loadEventFired", resolve));
  const { errorText } = await session.send("Page.navigate", { url });
  if (errorText !== undefined) throw new Error(`${url}: ${errorText}`);
  await loaded;
}

/** Fills as they come. */
async function collectProblems(session: DevTools): Promise<readonly string[]> {
  const problems: string[] = [];
  session.on("Runtime.exceptionThrown", ({ exceptionDetails }) => {
    problems.push(describe(exceptionDetails));
  });
  session.on("Inspector.targetCrashed", () => problems.push("the page crashed"));
  await session.send("Inspector.enable");
  await session.send("Runtime.enable");
  return problems;
}

function describe(details: { text: string; exception?: { description?: string } }): string {
  return details.exception?.description ?? details.text;
}
