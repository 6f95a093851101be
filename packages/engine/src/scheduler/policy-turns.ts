/**
 * When the policy runs: once at the end of a task, whatever changed within it; when it asked to be run again; and, while
 * something is to be loaded, at each interval of the random downloads. Either thread. A plain object: that something changed
 * is no state, and it happens several times for each segment and peer (ADR 0028).
 */
import type { Clock } from "@swarmlane/contract";
import { createAlarm } from "../alarm.ts";

export interface PolicyTurns {
  /** Something changed. */
  want(): void;
  /** At that time (ms) time alone changes what the policy decides. Infinity: it never does. */
  wakeAt(at: number): void;
}

export interface PolicyTurnsOptions {
  readonly clock: Clock;
  /** Something is to be loaded and may be. Nothing else needs the policy, or a timer. */
  readonly hasWork: () => boolean;
  /** ms from one random download to the next. Read at each use. */
  readonly drawInterval: () => number;
  /** `isDrawDue`: the interval of the random downloads is over. */
  readonly run: (isDrawDue: boolean) => void;
}

export function createPolicyTurns(options: PolicyTurnsOptions): PolicyTurns {
  const { clock, hasWork, drawInterval, run } = options;
  const alarm = createAlarm(clock, want);
  let isWanted = false;
  let isRunning = false;
  let isDrawDue = false;
  /** Undefined: no timer runs, because nothing is to be loaded. */
  let draw: unknown;

  function want(): void {
    if (isWanted) return;
    isWanted = true;
    awaitTurn();
  }

  /** What a run itself changed leads to the next one after everybody has heard of it. */
  function awaitTurn(): void {
    if (isWanted && !isRunning) void Promise.resolve().then(takeTurn);
  }

  function takeTurn(): void {
    isWanted = false;
    isRunning = true;
    const isNeeded = hasWork();
    if (isNeeded) run(isDrawDue);
    isRunning = isDrawDue = false;
    awaitTurn();
    if (isNeeded && draw === undefined) awaitDraw();
    else if (!isNeeded && draw !== undefined) {
      clock.clearTimeout(draw);
      draw = undefined;
    }
  }

  /** Runs the policy also for what only time changes: a patience that is over, a download that drips. */
  function awaitDraw(): void {
    draw = clock.setTimeout(() => {
      draw = undefined;
      if (!hasWork()) return;
      isDrawDue = true;
      awaitDraw();
      want();
    }, drawInterval());
  }

  return { want, wakeAt: (at) => alarm.set(at) };
}
