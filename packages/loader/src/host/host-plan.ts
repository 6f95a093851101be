/**
 * Decides where the next host runs: in a worker, or on the page. Page.
 *
 * | now         | what happens                                          | then                               |
 * | ----------- | ----------------------------------------------------- | ---------------------------------- |
 * | `worker`    | it does not start, and none has run before            | `page`, for good                   |
 * | `worker`    | it dies, and the restart budget is not used up        | `worker`                           |
 * | `worker`    | it dies, and the restart budget is used up            | `http-only`, for `workerRetry`     |
 * | `worker`    | it does not start, although one has run before        | `http-only`, for `workerRetry`     |
 * | `http-only` | the retry is due                                      | `worker`                           |
 *
 * `page` is the whole engine, for pages where no worker can run. Once a worker has run, P2P never moves to the page, because a
 * peer that can crash a worker could crash the page next. A replacement that does not start is not retried at once, because
 * the player waits for segments in the meantime.
 */
import { LoaderError, type Clock, type Limits } from "@swarmlane/contract";
import { createRestartBudget } from "./restart-budget.ts";

export type HostMode = "worker" | "page" | "http-only";

export interface HostPlan {
  readonly mode: HostMode;
  /** Call before a host is opened. Returns its mode. In `http-only`, `onRetryDue` is called when a worker may be tried again. */
  next(): HostMode;
  noteRunning(): void;
  /** Call if the worker did not start. Returns the warning for the user. */
  noteFailedStart(reason: string): LoaderError;
  /** Call if the worker died. Returns the warning for the user. */
  noteDeath(reason: string): LoaderError;
  /** Call if no host is needed any more. No timer runs until the next one is opened. */
  stop(): void;
}

export interface HostPlanOptions {
  readonly hasWorkers: boolean;
  readonly clock: Clock;
  readonly limits: Pick<Limits, "workerRestarts" | "workerRestartWindow" | "workerRetry">;
  readonly onRetryDue: () => void;
}

/** ms. Above 2^31 ms a timer overflows and fires at once. */
const longestTimer = 2 ** 31 - 1;

export function createHostPlan(options: HostPlanOptions): HostPlan {
  const { hasWorkers, clock, limits, onRetryDue } = options;
  const budget = createRestartBudget(clock, limits);
  let mode: HostMode = hasWorkers ? "worker" : "page";
  let hasRun = false;
  let retryAt = 0;
  let retryTimer: unknown;

  function degrade(): void {
    mode = "http-only";
    retryAt = clock.now() + limits.workerRetry;
  }

  function awaitRetry(): void {
    const ms = Math.min(retryAt - clock.now(), longestTimer);
    retryTimer ??= clock.setTimeout(() => {
      retryTimer = undefined;
      if (clock.now() < retryAt) awaitRetry();
      else onRetryDue();
    }, ms);
  }

  function stop(): void {
    clock.clearTimeout(retryTimer);
    retryTimer = undefined;
  }

  function lost(what: string, consequence: string): LoaderError {
    return new LoaderError("WORKER_LOST", `${what} ${consequence}`);
  }

  const until = Number.isFinite(limits.workerRetry)
    ? ` Another attempt to start a worker follows in ${limits.workerRetry / 1000} s.`
    : "";
  const httpOnly = `The page now loads segments over HTTP only, without peers.${until}`;

  return {
    get mode() {
      return mode;
    },
    next() {
      if (mode !== "http-only") return mode;
      if (clock.now() < retryAt) {
        awaitRetry();
        return mode;
      }
      stop();
      budget.resume();
      mode = "worker";
      return mode;
    },
    noteRunning() {
      hasRun = true;
    },
    noteFailedStart(reason) {
      if (hasRun) {
        budget.spend();
        degrade();
        return lost(`The lost worker could not be replaced (${reason}).`, httpOnly);
      }
      mode = "page";
      return new LoaderError(
        "WORKER_UNAVAILABLE",
        `No worker could be started (${reason}). The engine runs on the page's main thread instead.`,
      );
    },
    noteDeath(reason) {
      if (budget.spend()) {
        return lost(`The worker was lost (${reason}).`, "A new worker replaces it.");
      }
      degrade();
      return lost(`The worker was lost too often (${reason}).`, httpOnly);
    },
    stop,
  };
}
