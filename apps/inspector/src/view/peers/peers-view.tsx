/** Which peers are connected, how they perform, and which segments they announce. */
import type { Model, PeerModel } from "@swarmlane/inspection";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { blameInWords, blameSentence } from "../../words/blame-words.ts";
import { connectionsInWords } from "../../words/message-words.ts";
import { peerName } from "../../words/names.ts";
import { bytesInWords, durationInWords, speedInWords } from "../../words/numbers.ts";
import { BlameNote } from "../blame-note.tsx";
import { useInspector } from "../inspector-context.ts";
import { SequenceMap } from "./sequence-map.tsx";
import { orders, sortPeers, type Order } from "./sort-peers.ts";

export function PeersView(): JSX.Element {
  const { store } = useInspector();
  const { model, t } = store.moment.value;
  const [order, setOrder] = useState<Order>("state");
  const [withGone, setWithGone] = useState(false);
  const all = [...model.peers.values()];
  const peers = sortPeers(withGone ? all : all.filter(({ state }) => state !== "gone"), order);
  const { tracker, traffic } = model;
  const selected = peers.find(({ peer }) => peer === store.selection.value.peer);
  return (
    <div class="peers">
      <div class="tools">
        <p class="quiet">
          {all.filter(({ state }) => state === "active").length} active, {all.length} known
          {tracker !== undefined &&
            `; the tracker counts ${(tracker.complete ?? 0) + (tracker.incomplete ?? 0)}`}
          {connectionsInWords(traffic.connections)}
          {tracker?.error !== undefined && <b class="bad">{` ${tracker.error.message}`}</b>}
        </p>
        <div class="button-row">
          <select
            aria-label="Sort peers"
            value={order}
            onChange={({ currentTarget }) => setOrder(currentTarget.value as Order)}
          >
            {Object.entries(orders).map(([name, words]) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </select>
          <button type="button" aria-pressed={withGone} onClick={() => setWithGone(!withGone)}>
            Include disconnected peers
          </button>
        </div>
      </div>
      {peers.length === 0 ? (
        <div class="empty">
          <p>No peer is connected at this moment.</p>
          {all.length > 0 ? (
            <p>
              <button type="button" onClick={() => setWithGone(true)}>
                Show disconnected peers ({all.length})
              </button>
            </p>
          ) : (
            <p class="quiet">{whyNobody(tracker)}</p>
          )}
        </div>
      ) : (
        <>
          <div class="peers-scroll" tabIndex={0} role="region" aria-label="Peers">
            <table>
              <thead>
                <tr>
                  <th scope="col">peer</th>
                  <th scope="col">state</th>
                  <th scope="col" class="number">
                    received
                  </th>
                  <th scope="col" class="number">
                    speed
                  </th>
                  <th scope="col" class="number">
                    sent
                  </th>
                  <th scope="col" class="number">
                    speed
                  </th>
                  <th scope="col" class="number">
                    strikes
                  </th>
                  <th scope="col">transferring now</th>
                  <th scope="col" class="number">
                    connected for
                  </th>
                  <th scope="col">address</th>
                </tr>
              </thead>
              <tbody>
                {peers.map((peer) => (
                  <Row key={peer.peer} peer={peer} t={t} />
                ))}
              </tbody>
            </table>
          </div>
          {selected?.error !== undefined && (
            <PeerTrouble peer={selected.peer} error={selected.error} />
          )}
          <SequenceMap peers={peers} />
        </>
      )}
    </div>
  );
}

function whyNobody(tracker: Model["tracker"]): string {
  if (tracker === undefined) return "No tracker has answered yet.";
  if (tracker.error !== undefined) return "The tracker reported an error: see above.";
  const others = (tracker.complete ?? 0) + (tracker.incomplete ?? 0) - 1;
  return others > 0
    ? `The tracker counts ${others} more, but no connection to them could be made.`
    : "The tracker counts only this viewer. Other viewers may use a different swarm id.";
}

interface PeerTroubleProps {
  readonly peer: string;
  readonly error: NonNullable<PeerModel["error"]>;
}

/** The last error of the selected peer, and whose fault it was. */
function PeerTrouble({ peer, error }: PeerTroubleProps): JSX.Element {
  return (
    <section class="peer-trouble" aria-label="Last error of the selected peer" tabIndex={0}>
      <p>
        Last error of {peerName(peer)}:{" "}
        <span class="bad">
          {error.code}: {error.message}
        </span>
      </p>
      <BlameNote codes={[error.code]} />
    </section>
  );
}

function errorTitle({ code, message }: PeerTroubleProps["error"]): string {
  const words = blameInWords(code);
  return words === undefined ? message : `${message}\n${blameSentence(words)}`;
}

const signs: Readonly<Record<PeerModel["state"], string>> = {
  active: "●",
  pending: "◌",
  standby: "◐",
  gone: "×",
};

function Row({ peer, t }: { readonly peer: PeerModel; readonly t: number }): JSX.Element {
  const { store } = useInspector();
  const isChosen = store.selection.value.peer === peer.peer;
  return (
    <tr data-chosen={isChosen} data-state={peer.state} onClick={() => store.selectPeer(peer.peer)}>
      <th scope="row">
        <button
          type="button"
          class="link"
          aria-pressed={isChosen}
          title={peer.peer}
          onClick={() => store.selectPeer(peer.peer)}
        >
          {peerName(peer.peer)}
        </button>
      </th>
      <td>
        <span class="peer-state" data-state={peer.state}>
          <span aria-hidden="true">{signs[peer.state]}</span> {peer.state}
          {peer.isBanned && <b class="bad"> banned</b>}
          {peer.standbys !== undefined && ` (${peer.standbys} on standby)`}
        </span>
        {peer.error !== undefined && (
          <span class="bad" title={errorTitle(peer.error)}>{` ${peer.error.code}`}</span>
        )}
      </td>
      <td class="number">{bytesInWords(peer.downloaded)}</td>
      <td class="number">{speedInWords(peer.downSpeed)}</td>
      <td class="number">{bytesInWords(peer.uploaded)}</td>
      <td class="number">{speedInWords(peer.upSpeed)}</td>
      <td class="number" data-bad={peer.strikes > 0}>
        {peer.strikes}
      </td>
      <td>
        {peer.download ?? "–"}, {peer.upload ?? "–"}
      </td>
      <td class="number">{durationInWords(Math.max(0, t - peer.since))}</td>
      <td class="mono">{peer.address ?? "–"}</td>
    </tr>
  );
}
