/** A segment's actor threw: that one segment fails with a named error, and nothing else. */
import { toErrorInfo, type ErrorInfo } from "@swarmlane/contract";
import type { Queued, SchedulerContext } from "./scheduler-context.ts";

export function findActor({ segments }: SchedulerContext, id: string): Queued | undefined {
  return [...segments.values()].find(({ actor }) => actor.id === id);
}

/** Tells the page, and cleans up what the actor can no longer clean up itself. */
export function reportCrash(context: SchedulerContext, actorId: string, thrown: unknown): void {
  const { env } = context;
  const crashed = findActor(context, actorId);
  if (crashed === undefined) return;
  const { key, attempt, download, partial } = crashed.actor.getSnapshot().context;
  const { message } = toErrorInfo(thrown);
  const error: ErrorInfo = { code: "INTERNAL", message: `the segment's actor threw: ${message}` };
  if (env.log.enabled) env.log("segment actor threw", key, thrown);
  env.emit({ type: "segment/error", key, error });
  if (attempt?.peerId !== undefined) {
    env.toSwarm({ type: "download.cancel", token: attempt.token, reason: error.message });
  }
  for (const held of [download, partial]) {
    if (held !== undefined) env.payloads.drop(held.payload);
  }
}
