/** One decision of the policy: the options it considered, why it refused some of them, and the values it used. */
import type { MessageOf } from "@swarmlane/inspection";
import type { JSX } from "preact";
import { countInWords, priorityInWords, speedInWords, timeInWords } from "../../words/numbers.ts";
import { PeerButton } from "../peer-button.tsx";

type Decision = MessageOf<"decision">;

const words: Readonly<Record<Decision["decision"], string>> = {
  http: "load over HTTP",
  p2p: "ask a peer",
  cancel: "stop the transfer",
  "give-up": "stop waiting for the peer",
  wait: "keep waiting",
};

export function DecisionCard({ decision }: { readonly decision: Decision }): JSX.Element {
  const { run, considered, view, peer, until, reason, repeats } = decision;
  return (
    <div class="decision">
      <p class="verdict">
        <b>Decided: {words[decision.decision]}</b>
        {peer !== undefined && (
          <>
            {" "}
            <PeerButton peer={peer} />
          </>
        )}
        {until !== undefined && ` The origin is asked at ${timeInWords(until)}.`}
        <span class="quiet">
          {" "}
          run {countInWords(run)}
          {repeats > 0 && `, previous decision repeated ${timesInWords(repeats)}`}
        </span>
      </p>
      {considered.length === 0 ? (
        <p>{reason}</p>
      ) : (
        <ul class="considered">
          {considered.map(({ source, isChosen, reason: why }) => (
            <li key={source} data-chosen={isChosen}>
              <span class="mark-sign" aria-hidden="true">
                {isChosen ? "✓" : "✕"}
              </span>
              <b>{source === "http" ? "HTTP" : "peers"}</b>
              <span class="sr-only">{isChosen ? " chosen: " : " not chosen: "}</span>
              <span>{why}</span>
            </li>
          ))}
        </ul>
      )}
      <Seen view={view} />
    </div>
  );
}

function Seen({ view }: { readonly view: Decision["view"] }): JSX.Element {
  const { priority, required, httpRunning, httpSlots, p2pRunning, p2pSlots, holders } = view;
  return (
    <>
      <p class="seen">
        <span>
          priority {priorityInWords(priority)} {priority <= required ? "≤" : ">"}{" "}
          {priorityInWords(required)}
        </span>
        <span>
          HTTP {httpRunning} of {httpSlots}
          {!view.isHttpAllowed && " (not allowed)"}
        </span>
        <span>
          peers {p2pRunning} of {p2pSlots}
        </span>
        <span>
          available from {view.holderCount} of {view.peerCount}
        </span>
      </p>
      {holders.length > 0 && (
        <details>
          <summary>Peers that have it</summary>
          <ul class="holders">
            {holders.map(({ peer, isFree, speed, refusedUntil }) => (
              <li key={peer}>
                <PeerButton peer={peer} /> {stateOf(isFree, refusedUntil)}
                <span class="quiet">
                  {speed === undefined ? ", speed not measured yet" : `, ${speedInWords(speed)}`}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function timesInWords(count: number): string {
  return count === 1 ? "once" : `${countInWords(count)} times`;
}

/** A peer that failed to deliver the segment is not asked for it for a while, even if it is free. */
function stateOf(isFree: boolean, refusedUntil: number | undefined): string {
  if (refusedUntil !== undefined) return `not asked for it until ${timeInWords(refusedUntil)}`;
  return isFree ? "free" : "busy";
}
