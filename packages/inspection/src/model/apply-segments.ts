/** How messages about segments, decisions and transfers change a model. */
import type { MessageOf } from "../format/message.ts";
import type { InspectedSegment } from "../format/parts.ts";
import { forgetOldest } from "./forget-oldest.ts";
import { modelLimits, type Model, type SegmentModel } from "./model.ts";

export function changeQueue(model: Model, message: MessageOf<"queue">): void {
  const { segments } = model;
  const exact = new Map(message.priorities.map(({ key, priority }) => [key, priority]));
  if (message.shift !== 0) {
    for (const [key, segment] of segments) {
      if (segment.priority === undefined || exact.has(key)) continue;
      segments.set(key, { ...segment, priority: segment.priority + message.shift });
    }
  }
  for (const [key, priority] of exact) change(model, key, { priority });
  for (const key of message.removed) leave(model, key);
  for (const info of message.added) join(model, info, message.t);
  const isFormer = (segment: SegmentModel): boolean => segment.priority === undefined;
  forgetOldest(segments, message.added.length + modelLimits.formerSegments, isFormer);
}

export function noteState(model: Model, message: MessageOf<"segment">): void {
  const { segment: key, state, reason, t, actor, peer, error, retryAt } = message;
  change(model, key, { state, reason, since: t, error, retryAt });
  if (actor !== undefined) change(model, key, { actor });
  if (state === "http" || state === "p2p") change(model, key, { peer });
}

export function noteDecision(model: Model, decision: MessageOf<"decision">): void {
  change(model, decision.segment, { decision });
}

export function noteTransfer(model: Model, transfer: MessageOf<"transfer">): void {
  const { transfer: id, segment: key, phase } = transfer;
  const isNew = !model.transfers.has(id) && model.segments.get(key)?.transfer?.transfer !== id;
  const isOver = phase === "done" || phase === "cancelled" || phase === "failed";
  if (isOver) model.transfers.delete(id);
  else model.transfers.set(id, transfer);
  const attempts = model.segments.get(key)?.attempts ?? 0;
  change(model, key, { transfer, attempts: attempts + (isNew ? 1 : 0) });
}

function join(model: Model, info: InspectedSegment, t: number): void {
  const before = model.segments.get(info.key);
  // Last in the map, so that those which left are forgotten first.
  model.segments.delete(info.key);
  const fresh = { state: "queued", reason: "added to the queue", since: t, attempts: 0 } as const;
  model.segments.set(info.key, { ...(before ?? fresh), ...info });
}

function leave(model: Model, key: string): void {
  change(model, key, { priority: undefined });
}

function change(model: Model, key: string, next: Partial<SegmentModel>): void {
  const before = model.segments.get(key);
  if (before !== undefined) model.segments.set(key, { ...before, ...next });
}
