/** The P2P half of the policy: which peer is asked for this segment now, and over which slot? */
import { isCoolingDown, type Ranked, type Run } from "./policy-run.ts";

/**
 * Decides a P2P download and returns undefined, or returns the guard that said no.
 * `notOverHttp`: why the origin is not asked, for the reason.
 */
export function claimPeer(run: Run, ranked: Ranked, notOverHttp: string): string | undefined {
  const { p2p, peers, decisions, settings, now } = run;
  const { segment, rank, isRequired } = ranked;
  if (segment.priority > settings.p2pDownloadMaxPriority) return "above p2pDownloadMaxPriority";
  if (segment.isDistrusted && !isCoolingDown(segment, now)) return "the origin's copy is awaited";
  if (p2p.isFull() && !isRequired) return "all P2P slots are taken";

  const peer = peers.best(segment, isRequired);
  if (peer === undefined) return "no free peer holds it";

  if (p2p.isFull()) {
    const victim = p2p.preempt(rank);
    if (victim !== undefined) {
      const reason = "its P2P slot is needed for a more important segment";
      decisions.push({ type: "cancel", key: victim.key, reason });
    }
  }
  if (p2p.isFull()) return "all P2P slots hold more important segments";

  p2p.take();
  peers.take(peer.id);
  const speed = peer.speed === undefined ? "untried" : `${Math.round(peer.speed)} bytes/ms`;
  const reason = `${notOverHttp}; a peer holds it (${speed}); P2P slots: ${p2p.usage()}`;
  decisions.push({ type: "p2p", key: segment.key, peerId: peer.id, reason });
  return undefined;
}
