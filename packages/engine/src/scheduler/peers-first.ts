/** The initial HTTP timeout: at start, peers get the first chance (contract §3). Pure. */
import type { EngineSettings } from "@swarmlane/contract";
import type { SchedulerContext } from "./scheduler-context.ts";
import { stateOf } from "./segment-actor.ts";

/** True when the origin may be asked: the chance is over, or was never given. */
export function isChanceOver(context: SchedulerContext): boolean {
  const { settings, now } = context.env;
  if (!isChanceGiven(settings)) return true;
  const elapsed = now() - context.startedAt;
  if (elapsed >= settings.httpDownloadInitialTimeout) return true;
  return elapsed >= settings.httpDownloadInitialTimeoutPerSegment && isPlayerWaiting(context);
}

function isChanceGiven(settings: Readonly<EngineSettings>): boolean {
  const { httpDownloadInitialTimeout, httpDownloadInitialTimeoutPerSegment } = settings;
  return httpDownloadInitialTimeout > 0 && httpDownloadInitialTimeoutPerSegment > 0;
}

/** The first segment that is not there yet is the one that is played next. */
function isPlayerWaiting({ open }: SchedulerContext): boolean {
  for (const { info, actor } of open.values()) {
    if (stateOf(actor) !== "cached") return info.priority <= 0;
  }
  return false;
}
