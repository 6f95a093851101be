/** Explains the selected segment: the decisions with their reasons, their results, and the cause of each error. */
import type { MessageOf, SegmentModel } from "@swarmlane/inspection";
import type { JSX } from "preact";
import type { Lane, StoryMessage } from "../../state/history.ts";
import {
  bytesInWords,
  durationInWords,
  priorityInWords,
  speedInWords,
  timeInWords,
} from "../../words/numbers.ts";
import { codesIn } from "../../words/blame-words.ts";
import { stateLooks } from "../../words/states.ts";
import { BlameNote } from "../blame-note.tsx";
import { useInspector } from "../inspector-context.ts";
import { PeerButton } from "../peer-button.tsx";
import { StateChip } from "../state-chip.tsx";
import { DecisionCard } from "./decision-card.tsx";
import { codesToExplain } from "./error-codes.ts";

/** Limits the history of a segment that has been waiting for a long time. */
const most = 200;

export function WhyView(): JSX.Element {
  const { store } = useInspector();
  const { t, model } = store.moment.value;
  const { segment } = store.selection.value;
  const lane = store.history.laneOf(segment);
  if (segment === undefined || lane === undefined) {
    return (
      <div class="empty">
        <p>Select a segment to see why it is in its current state.</p>
        <p class="quiet">
          Click a lane in Segments, or move through the list with ↑ and ↓. In Events, select any
          line about a segment.
        </p>
      </div>
    );
  }
  const story = lane.story.filter((each) => each.t <= t);
  const left = story.length - most;
  const codes = codesToExplain(story);
  return (
    <div class="why" tabIndex={0} role="region" aria-label="Why">
      <Summary lane={lane} model={model.segments.get(segment)} />
      {left > 0 && <p class="quiet">{left} earlier entries are not shown.</p>}
      <ol class="story" reversed>
        {story
          .slice(-most)
          .reverse()
          .map((each) => (
            <li key={each.n} data-kind={each.type}>
              <time>{timeInWords(each.t)}</time>
              <div>
                <StoryLine message={each} />
                <BlameNote codes={codes.get(each.n) ?? []} segment="this segment" />
              </div>
            </li>
          ))}
      </ol>
    </div>
  );
}

interface SummaryProps {
  readonly lane: Lane;
  readonly model: SegmentModel | undefined;
}

/** The answer first. */
function Summary({ lane, model }: SummaryProps): JSX.Element {
  const { store } = useInspector();
  const { t } = store.moment.value;
  const span = lane.spans.findLast(({ from }) => from <= t);
  const state = span?.state ?? "queued";
  const peer = span?.peer;
  const peerError =
    peer === undefined ? undefined : store.moment.value.model.peers.get(peer)?.error;
  const codes = [...errorCodeOf(model), ...codesIn(span?.reason ?? "")];
  return (
    <header class="summary" data-state={state}>
      <h2>
        Segment {lane.sequence} <StateChip state={state} />
      </h2>
      <p class="because">
        {stateLooks[state].words}
        {peer !== undefined && (
          <>
            {" · "}
            <PeerButton peer={peer} />
          </>
        )}
        {span !== undefined && `: ${span.reason}`}
      </p>
      <dl class="figures">
        <Figure
          name="priority"
          value={model?.priority === undefined ? "–" : priorityInWords(model.priority)}
        />
        <Figure name="since" value={span === undefined ? "–" : durationInWords(t - span.from)} />
        <Figure name="attempts" value={String(model?.attempts ?? 0)} />
        <Figure name="bytes" value={bytesOf(model)} />
        <Figure name="speed" value={speedInWords(model?.transfer?.speed)} />
      </dl>
      {model !== undefined && (
        <p class="address" title={model.url}>
          {model.url}
          {model.range !== undefined && ` [${model.range}]`}
        </p>
      )}
      {model?.error !== undefined && (
        <p class="bad">
          {model.error.code}: {model.error.message}
          {model.retryAt !== undefined && ` (next attempt at ${timeInWords(model.retryAt)})`}
        </p>
      )}
      <BlameNote codes={codes} segment="this segment" />
      {peerError !== undefined && !codes.includes(peerError.code) && (
        <div>
          <p>
            Last error of the peer:{" "}
            <span class="bad">
              {peerError.code}: {peerError.message}
            </span>
          </p>
          <BlameNote codes={[peerError.code]} />
        </div>
      )}
    </header>
  );
}

function errorCodeOf(model: SegmentModel | undefined): string[] {
  return model?.error === undefined ? [] : [model.error.code];
}

function bytesOf(model: SegmentModel | undefined): string {
  const { bytes, size } = model?.transfer ?? {};
  if (bytes === undefined) return "–";
  return size === undefined || size === bytes
    ? bytesInWords(bytes)
    : `${bytesInWords(bytes)} of ${bytesInWords(size)}`;
}

function Figure({ name, value }: { readonly name: string; readonly value: string }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function StoryLine({ message }: { readonly message: StoryMessage }): JSX.Element | null {
  switch (message.type) {
    case "decision":
      return <DecisionCard decision={message} />;
    case "segment":
      return (
        <p>
          <StateChip state={message.state} /> {message.reason}
          {message.error !== undefined && !message.reason.includes(message.error.message) && (
            <span class="bad">{` ${message.error.code}: ${message.error.message}`}</span>
          )}
        </p>
      );
    case "transfer":
      return <TransferLine transfer={message} />;
  }
}

function TransferLine({ transfer }: { readonly transfer: MessageOf<"transfer"> }): JSX.Element {
  const { source, peer, phase, bytes, speed, wait, error, elapsed } = transfer;
  const figures = [
    ...(bytes > 0 ? [bytesInWords(bytes)] : []),
    ...(speed === undefined ? [] : [speedInWords(speed)]),
    ...(wait === undefined ? [] : [`first byte after ${durationInWords(wait)}`]),
    ...(phase === "asked" ? [] : [`${durationInWords(elapsed)} in total`]),
  ];
  return (
    <p class="transfer">
      <span class="phase" data-phase={phase}>
        {phase}
      </span>{" "}
      {source === "http" || peer === undefined ? "over HTTP" : <PeerButton peer={peer} />}
      <span class="quiet"> {figures.join(" · ")}</span>
      {error !== undefined && <span class="bad">{` ${error.code}: ${error.message}`}</span>}
    </p>
  );
}
