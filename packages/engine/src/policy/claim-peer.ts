/** The P2P half of the policy: which peer is asked for this segment now, and in which slot? */
import type { PeerView } from "../actor-events.ts";
import { isCoolingDown, type Ranked, type Run } from "./policy-run.ts";
import type { SegmentView } from "./policy-view.ts";

/**
 * Decides a P2P download and returns undefined, or returns the guard that said no.
 * `notOverHttp`: why the origin is not asked, for the reason.
 */
export function claimPeer(run: Run, ranked: Ranked, notOverHttp: string): string | undefined {
  const { p2p, peers, decisions, settings, now } = run;
  const { segment, isRequired } = ranked;
  if (segment.priority > settings.p2pDownloadMaxPriority) return "above p2pDownloadMaxPriority";
  if (segment.isDistrusted && !isCoolingDown(segment, now)) return "the origin's copy is awaited";
  const slow = p2p.isFull() ? findSlow(run) : undefined;
  if (p2p.isFull() && !isRequired && slow === undefined) return "all P2P slots are taken";

  const peer = peers.best(segment, isRequired);
  if (peer === undefined) return "no free peer holds it";
  makeRoom(run, ranked, peer, slow);
  if (p2p.isFull()) return "all P2P slots hold more important segments";

  p2p.take();
  peers.take(peer.id);
  const speed = peer.speed === undefined ? "untried" : `${Math.round(peer.speed)} bytes/ms`;
  const reason = `${notOverHttp}; a peer holds it (${speed}); P2P slots: ${p2p.usage()}`;
  decisions.push({ type: "p2p", key: segment.key, peerId: peer.id, reason });
  return undefined;
}

/** A transfer that only drips yields to a peer that may be faster, and an unimportant one to what is required. */
function makeRoom(
  { p2p, decisions, now }: Run,
  { rank, isRequired }: Ranked,
  peer: PeerView,
  slow: SegmentView | undefined,
): void {
  if (slow !== undefined && isMuchFaster(peer, speedOf(slow, now))) {
    p2p.free(slow);
    const reason = "the peer delivers too slowly, and another segment waits for the P2P slot";
    decisions.push({ type: "give-up", key: slow.key, reason });
  }
  const victim = p2p.isFull() && isRequired ? p2p.preempt(rank) : undefined;
  if (victim === undefined) return;
  const reason = "its P2P slot is needed for a more important segment";
  decisions.push({ type: "cancel", key: victim.key, reason });
}

/** The slowest transfer that holds a slot, is below the floor and has had time to prove itself. */
function findSlow({ p2p, view: { limits }, now }: Run): SegmentView | undefined {
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

/** Bytes per millisecond. */
function speedOf({ attempt }: SegmentView, now: number): number {
  return attempt === undefined ? 0 : attempt.bytes / Math.max(1, now - attempt.startedAt);
}
