/** Detects a host that no longer responds because it was terminated, crashed or is stuck in a loop. Page. */
import type { Clock, Limits } from "@swarmlane/contract";
import { patientTimeout } from "./patient-timeout.ts";

export interface HeartbeatOptions {
  readonly ping: () => Promise<void>;
  readonly clock: Clock;
  readonly limits: Pick<Limits, "heartbeat" | "heartbeatMisses">;
  /** Called once, after several beats without an answer. */
  readonly onSilence: () => void;
}

/** Returns a function that stops the heartbeat. */
export function startHeartbeat({ ping, clock, limits, onSilence }: HeartbeatOptions): () => void {
  let isStopped = false;
  let timer: unknown;
  let cancelWatchdog: () => void = () => undefined;

  function onAnswer(): void {
    if (isStopped) return;
    cancelWatchdog();
    timer = clock.setTimeout(beat, limits.heartbeat);
  }

  function beat(): void {
    // From here on and not from the last answer: a host that was not asked, because this thread was blocked or its
    // timers throttled, is not silent. The beat before counts as the first miss.
    const patience = limits.heartbeat * Math.max(1, limits.heartbeatMisses - 1);
    cancelWatchdog = patientTimeout(clock, onSilence, patience);
    // A rejection is an answer that did not come: the watchdog is running.
    ping().then(onAnswer, () => undefined);
  }

  beat();
  return () => {
    isStopped = true;
    cancelWatchdog();
    clock.clearTimeout(timer);
  };
}
