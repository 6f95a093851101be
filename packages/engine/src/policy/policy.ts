/**
 * Decides what is loaded from where (ADR 0003). Pure: the same view, settings, time and random numbers give the same
 * decisions. It ends as soon as nothing more can be started, so that a long queue costs no more than a short one.
 */
import type { EngineSettings, PeerRefusal, Random, Reason } from "@swarmlane/contract";
import { claimFaster } from "./claim-faster.ts";
import { claimHttp } from "./claim-http.ts";
import { claimPeer, findSlow } from "./claim-peer.ts";
import { createElection } from "./election.ts";
import type { Refusal } from "./patience.ts";
import { createPeerChoice } from "./peer-choice.ts";
import type { Claim, Run } from "./policy-run.ts";
import type { Outcome, PolicyView, SegmentView } from "./policy-view.ts";
import { drawRandomHttp } from "./random-http.ts";
import { createSlots } from "./slots.ts";

/** With `isWatched` it looks at all segments and also says why each one waits. What it does is the same. */
export function decide(
  view: PolicyView,
  settings: Readonly<EngineSettings>,
  now: number,
  random: Random,
  isWatched = false,
): Outcome {
  const { running } = view;
  const run: Run = {
    view,
    settings,
    now,
    http: createSlots(running, "http", settings.simultaneousHttpDownloads),
    p2p: createSlots(running, "p2p", settings.simultaneousP2PDownloads),
    peers: createPeerChoice(view.swarm, random),
    election: createElection(view.swarm, view.ownPeerId, !settings.consumeOnly),
    decisions: [],
    wakeAt: Infinity,
  };
  const waiting: SegmentView[] = [];
  for (const segment of view.segments) {
    const isRequired = segment.priority <= settings.requiredSegmentsPriority;
    if (!isRequired && !isWatched && isOver(run, segment)) break;
    if (!isDecidable(segment)) continue;
    const refused = claimSource(run, { segment, isRequired });
    if (refused === undefined) continue;
    waiting.push(segment);
    if (!isWatched) continue;
    run.decisions.push({ type: "wait", key: segment.key, reason: becauseWaits(refused) });
  }
  if (view.isDrawDue) run.decisions.push(...drawRandomHttp(run, waiting, random));
  return { decisions: run.decisions, wakeAt: run.wakeAt };
}

/**
 * Neither this segment, which is not required, nor a less important one can be given a source. During a run slots only
 * fill up, so this does not change any more.
 */
function isOver(run: Run, { priority }: SegmentView): boolean {
  const { view, settings, http, p2p, peers } = run;
  const isHttpOver =
    !view.isHttpAllowed || http.isFull() || priority > settings.httpDownloadMaxPriority;
  if (!isHttpOver) return false;
  if (priority > settings.p2pDownloadMaxPriority || !peers.hasFree()) return true;
  return p2p.isFull() && findSlow(run) === undefined;
}

/** It is wanted, or a peer's transfer could still become an HTTP download. */
function isDecidable({ state }: SegmentView): boolean {
  return state === "queued" || state === "failed" || state === "p2p";
}

interface Refused {
  readonly notHttp: Refusal;
  readonly notP2p: PeerRefusal;
}

/** The origin first, then the peers. Returns why neither was asked, or undefined when there is nothing to wait for. */
function claimSource(run: Run, claim: Claim): Refused | undefined {
  const notHttp = claimHttp(run, claim);
  if (notHttp === undefined) return undefined;
  if (claim.segment.state === "p2p") {
    claimFaster(run, claim);
    return undefined;
  }
  const notP2p = claimPeer(run, claim, notHttp.code);
  return notP2p === undefined ? undefined : { notHttp, notP2p };
}

function becauseWaits({ notHttp: { code, until, peerId }, notP2p }: Refused): Reason {
  return { code: "waits", notHttp: code, notP2p, until, peerId };
}
