/** Which peer says that it has which segment: a row for each peer, a column for each sequence. */
import type { PeerModel } from "@swarmlane/inspector";
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
  const holders = holdersOf(peers, columns.find(({ isChosen }) => isChosen)?.lane);
  const width = layout.width.value;

  useLayoutEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    paint(element, peers, columns, chosenPeer, readPalette(element));
  }, [peers, width, segment, chosenPeer, t, layout.paint.value]);

  const pick = (event: MouseEvent): void => {
    const box = canvas.current?.getBoundingClientRect();
    if (box === undefined) return;
    const column = columns[Math.floor(((event.clientX - box.left) / box.width) * columns.length)];
    const peer = peers[Math.floor((event.clientY - box.top) / rowHeight)];
    if (column !== undefined) store.selectSegment(column.lane.key);
    if (peer !== undefined) store.selectPeer(peer.peer);
  };
  const [first, last] = [columns[0], columns.at(-1)];
  return (
    <figure class="sequence-map">
      <figcaption>
        Who has what: sequences {first?.lane.sequence ?? "–"} to {last?.lane.sequence ?? "–"},{" "}
        <span class="swatch" data-kind="loaded" /> has it,{" "}
        <span class="swatch" data-kind="loading" /> loads it.
        {holders !== undefined && (
          <b>
            {" "}
            The chosen segment: {holders.length === 0 ? "nobody" : holders.map(peerName).join(", ")}
            .
          </b>
        )}
      </figcaption>
      <div class="map-scroll" tabIndex={0} role="region" aria-label="Map of sequences and peers">
        <canvas
          ref={canvas}
          role="img"
          aria-label={`${peers.length} peers, ${columns.length} segments`}
          style={{ height: `${Math.max(1, peers.length) * rowHeight}px` }}
          onClick={pick}
        />
      </div>
    </figure>
  );
}

/** From the first to the last lane that anybody has, in the streams that they speak of. */
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

function holdersOf(peers: readonly PeerModel[], lane: Lane | undefined): string[] | undefined {
  if (lane === undefined) return undefined;
  return peers
    .filter(({ announced }) => announced.get(lane.stream)?.get(lane.sequence) === "loaded")
    .map(({ peer }) => peer);
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
      // What is being loaded is lower: a second cue beside its colour.
      const cell = isLoaded ? rowHeight - 2 : 3;
      const y = row * rowHeight + (isLoaded ? 1 : rowHeight - 4);
      context.fillRect(column * step, y, Math.max(1, step - (step > 3 ? 1 : 0)), cell);
    });
  });
}
