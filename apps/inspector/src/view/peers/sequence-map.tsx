/** The segments that each peer announces: one row per peer, one column per sequence. */
import type { PeerModel } from "@swarmlane/inspection";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Lane } from "../../state/history.ts";
import { peerName } from "../../words/names.ts";
import { useInspector } from "../inspector-context.ts";
import { readPalette, type Palette } from "../palette.ts";

/** px. */
const rowHeight = 9;

interface Column {
  readonly lane: Lane;
  readonly isChosen: boolean;
}

export function SequenceMap({ peers }: { readonly peers: readonly PeerModel[] }): JSX.Element {
  const { store, layout } = useInspector();
  const { segment, peer: chosenPeer } = store.selection.value;
  const { t } = store.moment.value;
  const columns = columnsOf(store.history.lanes(), peers, segment);
  const canvas = useRef<HTMLCanvasElement>(null);
  const chosen = columns.find(({ isChosen }) => isChosen)?.lane;
  const width = layout.width.value;

  useLayoutEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    paint(element, peers, columns, chosenPeer, readPalette(element));
  }, [peers, width, segment, chosenPeer, t, layout.paint.value]);

  const under = (event: MouseEvent): { lane: Lane | undefined; peer: PeerModel | undefined } => {
    const box = canvas.current?.getBoundingClientRect();
    if (box === undefined) return { lane: undefined, peer: undefined };
    const share = (event.clientX - box.left) / box.width;
    return {
      lane: columns[Math.floor(share * columns.length)]?.lane,
      peer: peers[Math.floor((event.clientY - box.top) / rowHeight)],
    };
  };
  const pick = (event: MouseEvent): void => {
    const { lane, peer } = under(event);
    if (lane !== undefined) store.selectSegment(lane.key);
    if (peer !== undefined) store.selectPeer(peer.peer);
  };
  const name = (event: MouseEvent): void => {
    const { lane, peer } = under(event);
    if (canvas.current === null || lane === undefined || peer === undefined) return;
    const status = peer.announced.get(lane.stream)?.get(lane.sequence) ?? "not announced";
    canvas.current.title = `${peerName(peer.peer)}, segment ${lane.sequence}: ${status}`;
  };
  const [first, last] = [columns[0], columns.at(-1)];
  return (
    <figure class="sequence-map">
      <figcaption>
        Announced segments {first?.lane.sequence ?? "–"} to {last?.lane.sequence ?? "–"}:{" "}
        <span class="swatch" data-kind="loaded" /> available,{" "}
        <span class="swatch" data-kind="loading" /> loading.
        {chosen !== undefined && <b> {holdersInWords(peers, chosen)}</b>}
      </figcaption>
      <div class="map-scroll" tabIndex={0} role="region" aria-label="Announced segments by peer">
        <canvas
          ref={canvas}
          role="img"
          aria-label={`${peers.length} peers, ${columns.length} segments`}
          style={{ height: `${Math.max(1, peers.length) * rowHeight}px` }}
          onClick={pick}
          onMouseMove={name}
        />
      </div>
    </figure>
  );
}

/** The lanes from the first to the last one that a peer has announced. */
function columnsOf(
  lanes: readonly Lane[],
  peers: readonly PeerModel[],
  segment: string | undefined,
): Column[] {
  const has = ({ stream, sequence }: Lane): boolean =>
    peers.some(({ announced }) => announced.get(stream)?.has(sequence) === true);
  const first = lanes.findIndex(has);
  const last = lanes.findLastIndex(has);
  return (first < 0 ? [] : lanes.slice(first, last + 1)).map((lane) => ({
    lane,
    isChosen: lane.key === segment,
  }));
}

function holdersInWords(peers: readonly PeerModel[], { stream, sequence }: Lane): string {
  const holders = peers
    .filter(({ announced }) => announced.get(stream)?.get(sequence) === "loaded")
    .map(({ peer }) => peerName(peer));
  if (holders.length === 0) return `No peer has segment ${sequence}.`;
  return `Segment ${sequence}: ${holders.join(", ")} ${holders.length === 1 ? "has" : "have"} it.`;
}

function paint(
  canvas: HTMLCanvasElement,
  peers: readonly PeerModel[],
  columns: readonly Column[],
  chosenPeer: string | undefined,
  palette: Palette,
): void {
  const ratio = devicePixelRatio;
  canvas.width = canvas.clientWidth * ratio;
  canvas.height = canvas.clientHeight * ratio;
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.scale(ratio, ratio);
  const step = canvas.clientWidth / Math.max(1, columns.length);
  const height = canvas.clientHeight;
  columns.forEach(({ isChosen }, column) => {
    if (!isChosen) return;
    context.fillStyle = palette.selected;
    context.fillRect(column * step - 1, 0, step + 2, height);
  });
  peers.forEach(({ peer, announced }, row) => {
    if (peer === chosenPeer) {
      context.fillStyle = palette.selected;
      context.fillRect(0, row * rowHeight, canvas.clientWidth, rowHeight);
    }
    columns.forEach(({ lane }, column) => {
      const status = announced.get(lane.stream)?.get(lane.sequence);
      if (status === undefined) return;
      const isLoaded = status === "loaded";
      context.fillStyle = isLoaded ? palette.states.p2p : palette.states.http;
      // A segment that is being loaded is drawn lower, as a cue in addition to its colour.
      const cell = isLoaded ? rowHeight - 2 : 3;
      const y = row * rowHeight + (isLoaded ? 1 : rowHeight - 4);
      context.fillRect(column * step, y, Math.max(1, step - (step > 3 ? 1 : 0)), cell);
    });
  });
}
