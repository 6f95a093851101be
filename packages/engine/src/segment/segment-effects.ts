/** What the segment machine tells others: the swarm, the scheduler and the page. */
import { wireSegmentId, type ErrorInfo, type PeerId, type SegmentState } from "@swarmlane/contract";
import { createListener, releaseBytes, type StoppableListener } from "./download-listener.ts";
import type { SegmentContext, SegmentEvent } from "./segment-context.ts";
import type { StoringOutput } from "./storing.ts";

/** Every change of state is told, with its reason; to the scheduler what it does not know, or has to announce. */
export function report({ env, key, info, reason }: SegmentContext, state: SegmentState): void {
  const { emit, onChange, log } = env;
  if (log.enabled) log(`segment ${state}`, info.priority, info.id, reason);
  emit({ type: "segment/state", key, state, reason });
  if (state !== "p2p") onChange({ key, state, info });
}

export function askPeer(context: SegmentContext, self: StoppableListener): void {
  const { env, info, attempt, expectedSize: size } = context;
  if (attempt?.peerId === undefined) return;
  const { token, peerId } = attempt;
  const partial = size === undefined ? undefined : context.partial?.payload;
  const replyTo = createListener(env.payloads, self);
  const segmentId = wireSegmentId(info);
  env.toSwarm({ type: "download.request", token, peerId, segmentId, partial, size, replyTo });
}

/** The answer brings what has arrived so far. */
export function cancelDownload({ env, attempt }: SegmentContext, reason: string): void {
  if (attempt !== undefined) env.toSwarm({ type: "download.cancel", token: attempt.token, reason });
}

export function releaseLate({ env }: SegmentContext, event: SegmentEvent): void {
  if (event.type === "download.done" || event.type === "download.failed") {
    releaseBytes(env.payloads, event);
  }
}

/** A failure that the player is told of. */
export function tellError({ env, key, attempt }: SegmentContext, error: ErrorInfo): void {
  const peerId = attempt?.peerId;
  env.emit({ type: "segment/error", key, error, ...(peerId === undefined ? {} : { peerId }) });
}

/** Hands the segment to the player: it was stored before, and these bytes are nobody else's. */
export function deliver(context: SegmentContext, { downloadBandwidth }: StoringOutput): void {
  const { env, key, info, attempt, download } = context;
  if (download === undefined) return;
  const bytes = env.payloads.take(download.payload);
  if (bytes === undefined) return;
  const { requestUrl, responseUrl } = download;
  const isWhole = bytes.byteLength === bytes.buffer.byteLength;
  const data = isWhole ? bytes.buffer : bytes.slice().buffer;
  const segment = { info, data, requestUrl, responseUrl, downloadBandwidth };
  const peerId = attempt?.peerId;
  env.emit({ type: "segment/loaded", key, segment, ...(peerId === undefined ? {} : { peerId }) });
}

/** T1: a rejected copy costs the connection. */
export function disconnectPeer({ env, attempt }: SegmentContext, error: ErrorInfo): void {
  if (attempt?.peerId === undefined) return;
  env.toSwarm({ type: "peer.strike", peerId: attempt.peerId, error, disconnect: true });
}

/** T1: where the valid copy differs from what a peer brought, that is proof. Without it nobody is to blame. */
export function banPolluters({ env }: SegmentContext, polluters: readonly PeerId[]): void {
  const message = "what it brought of a segment was rejected, and the valid copy differs there";
  const error: ErrorInfo = { code: "P2P_VALIDATION_FAILED", message };
  for (const peerId of polluters) env.toSwarm({ type: "peer.ban", peerId, error });
}
