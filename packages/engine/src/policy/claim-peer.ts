/** The P2P half of the policy: which peer is asked for this segment now, and in which slot? */
import { because, type HttpRefusal, type PeerRefusal } from "@swarmlane/contract";
import type { PeerView } from "../actor-events.ts";
import { isCoolingDown, type Claim, type Run } from "./policy-run.ts";
import type { SegmentView } from "./policy-view.ts";
import { speedOf } from "./transfer-pace.ts";

/**
 * Decides a P2P download and returns undefined, or returns the guard that said no.
 * `notHttp`: why the origin is not asked, for the reason.
 */
export function claimPeer(run: Run, claim: Claim, notHttp: HttpRefusal): PeerRefusal | undefined {
  const { p2p, peers, decisions, settings, now } = run;
  const { segment, isRequired } = claim;
  if (segment.priority > settings.p2pDownloadMaxPriority) return "above-p2p-limit";
  if (segment.isDistrusted && !isCoolingDown(segment, now)) return "origin-awaited";
  const slow = p2p.isFull() ? findSlow(run) : undefined;
  if (p2p.isFull() && !isRequired && slow === undefined) return "p2p-full";

  const peer = peers.best(segment, isRequired);
  if (peer === undefined) return "no-free-peer";
  makeRoom(run, claim, peer, slow);
  if (p2p.isFull()) return "p2p-more-important";

  p2p.take();
  peers.take(peer.id);
  decisions.push({
    ...{ type: "p2p", key: segment.key, peerId: peer.id },
    reason: { code: "peer-holds", notHttp, speed: peer.speed, p2p: p2p.usage() },
  });
  return undefined;
}

/** A transfer that only drips yields to a peer that may be faster, and an unimportant one to what is required. */
function makeRoom(
  { p2p, decisions, now }: Run,
  { segment, isRequired }: Claim,
  peer: PeerView,
  slow: SegmentView | undefined,
): void {
  if (slow !== undefined && isMuchFaster(peer, speedOf(slow, now))) {
    p2p.free(slow);
    decisions.push({ type: "give-up", key: slow.key, reason: because("peer-too-slow") });
  }
  const victim = p2p.isFull() && isRequired ? p2p.preempt(segment) : undefined;
  if (victim === undefined) return;
  decisions.push({ type: "cancel", key: victim.key, reason: because("p2p-slot-needed") });
}

/** The slowest transfer that holds a slot, is below the floor and has had time to prove itself. */
export function findSlow({ p2p, view: { limits }, now }: Run): SegmentView | undefined {
  const running = p2p.running();
  let slowest: SegmentView | undefined;
  for (const segment of running) {
    const { attempt } = segment;
    if (attempt === undefined || now - attempt.startedAt < limits.slowTransferAfter) continue;
    if (speedOf(segment, now) * 1000 >= limits.slowTransfer) continue;
    if (attempt.size === undefined && isBringing(running, segment)) continue;
    if (slowest === undefined || speedOf(segment, now) < speedOf(slowest, now)) slowest = segment;
  }
  return slowest;
}

/** The peer has not answered, but it is bringing another segment, behind which this one may have to wait. */
function isBringing(running: readonly SegmentView[], { peerId }: SegmentView): boolean {
  return running.some((other) => other.peerId === peerId && other.attempt?.size !== undefined);
}

/** So much faster that it is the other peer, and not the viewer's own link, that is slow. */
const muchFaster = 4;

function isMuchFaster({ speed }: PeerView, than: number): boolean {
  return speed === undefined || speed > muchFaster * than;
}
