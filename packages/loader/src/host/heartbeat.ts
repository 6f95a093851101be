/** Notices that a host has fallen silent: terminated, hung in a loop, crashed. Page. */
import type { Clock, Limits } from "@swarmlane/contract";
import { patientTimeout } from "./patient-timeout.ts";

export interface HeartbeatOptions {
  readonly ping: () => Promise<void>;
  readonly clock: Clock;
  readonly limits: Pick<Limits, "heartbeat" | "heartbeatMisses">;
  /** Once: no answer for so many beats. */
  readonly onSilence: () => void;
}

/** Returns the stop. */
export function startHeartbeat({ ping, clock, limits, onSilence }: HeartbeatOptions): () => void {
  let isStopped = false;
  let timer: unknown;
  let cancelWatchdog = watch();

  function watch(): () => void {
    return patientTimeout(clock, onSilence, limits.heartbeat * limits.heartbeatMisses);
  }

  function onAnswer(): void {
    if (isStopped) return;
    cancelWatchdog();
    cancelWatchdog = watch();
    timer = clock.setTimeout(beat, limits.heartbeat);
  }

  function beat(): void {
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
