/**
 * Decides what is loaded from where (ADR 0003). Pure: the same view, settings, time and random
 * numbers give the same decisions. Costs one sort of the segments and one look at the holders of each.
 */
import type { EngineSettings, Random } from "@swarmlane/contract";
import { claimHttp } from "./claim-http.ts";
import { claimPeer } from "./claim-peer.ts";
import { createPeerChoice } from "./peer-choice.ts";
import type { Ranked, Run } from "./policy-run.ts";
import type { Decision, PolicyView, SegmentView } from "./policy-view.ts";
import { drawRandomHttp } from "./random-http.ts";
import { createSlots } from "./slots.ts";

/** Segments are served by priority; among equals the caller's order counts. */
export function decide(
  view: PolicyView,
  settings: Readonly<EngineSettings>,
  now: number,
  random: Random,
): Decision[] {
  const queue = [...view.segments].sort((a, b) => a.priority - b.priority);
  const run: Run = {
    view,
    settings,
    now,
    http: createSlots(queue, "http", settings.simultaneousHttpDownloads),
    p2p: createSlots(queue, "p2p", settings.simultaneousP2PDownloads),
    peers: createPeerChoice(view.swarm, random),
    decisions: [],
  };
  const waiting = queue.filter((segment, rank) => {
    const isRequired = segment.priority <= settings.requiredSegmentsPriority;
    return isOpen(segment) && !claimSource(run, { segment, rank, isRequired });
  });
  if (view.isDrawDue) run.decisions.push(...drawRandomHttp(run, waiting, random));
  return run.decisions;
}

/** Something can be decided for it: it is wanted, or a peer's transfer could still become an HTTP download. */
function isOpen({ state, isDelivered }: SegmentView): boolean {
  return (state === "queued" || state === "failed" || state === "p2p") && !isDelivered;
}

/** The origin first, then the peers. False when the segment has to wait; the reason is in the decisions then. */
function claimSource(run: Run, ranked: Ranked): boolean {
  const { key, state } = ranked.segment;
  const noHttp = claimHttp(run, ranked);
  if (noHttp === undefined || state === "p2p") return true;
  const noPeer = claimPeer(run, ranked, noHttp);
  if (noPeer === undefined) return true;
  run.decisions.push({ type: "wait", key, reason: `${noHttp}; ${noPeer}` });
  return false;
}
