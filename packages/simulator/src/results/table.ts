/** Figures of one scenario as text for a terminal: a row for each figure, a column for each contender. Pure. */
import type { Figures } from "./figures.ts";

export interface Column {
  readonly title: string;
  readonly figures: Figures;
}

interface Row {
  readonly label: string;
  readonly show: (figures: Figures) => string;
}

const plain = (number: number): string => number.toFixed(number >= 100 ? 0 : number >= 10 ? 1 : 2);
const megabytes = (bytes: number): string => plain(bytes / 1e6);
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const rows: readonly Row[] = [
  { label: "copies of each segment", show: ({ copies }) => plain(copies) },
  { label: "  first asked for after a minute", show: (f) => plain(f.copiesSettled) },
  { label: "  of the segment with most", show: ({ mostCopies }) => plain(mostCopies) },
  {
    label: "  election among neighbours, n/(d+1)",
    show: (f) => plain(f.neighbourElection),
  },
  { label: "origin bytes a played byte", show: (f) => f.originPerPlayedByte.toFixed(4) },
  { label: "share from peers", show: ({ shareFromPeers }) => percent(shareFromPeers) },
  {
    label: "  at best for this audience; reached of it",
    show: (f) => `${percent(f.bestShare)}; ${percent(f.shareOfBest)}`,
  },
  {
    label: "stalls (viewers that stalled)",
    show: ({ stalls, viewersThatStalled }) => `${stalls} (${viewersThatStalled})`,
  },
  {
    label: "time stalled, s (longest)",
    show: (f) => `${plain(f.stalledSeconds)} (${plain(f.longestStall)})`,
  },
  { label: "jumps to the live edge", show: ({ skips }) => String(skips) },
  {
    label: "first picture, ms (95th percentile)",
    show: (f) => `${Math.round(f.startUpMedian)} (${Math.round(f.startUpP95)})`,
  },
  { label: "segments with wrong bytes played", show: (f) => String(f.corruptSegments) },
  {
    label: "uploaded by a viewer, MB: median, 95th, most",
    show: (f) => [f.uploadedMedian, f.uploadedP95, f.uploadedMost].map(megabytes).join(", "),
  },
  {
    label: "uploaded by downloaded: median, 95th",
    show: (f) => `${plain(f.uploadRatioMedian)}, ${plain(f.uploadRatioP95)}`,
  },
  { label: "  the most; Gini", show: (f) => `${plain(f.uploadRatioMost)}; ${plain(f.uploadGini)}` },
  { label: "commands and maps, of bytes sent", show: (f) => percent(f.controlShare) },
  { label: "connected peers", show: ({ neighbours }) => plain(neighbours) },
  {
    label: "connections a viewer and minute: made, lost, failed",
    show: (f) => [f.connectionsMade, f.connectionsLost, f.connectionsFailed].map(plain).join(", "),
  },
];

export function formatTable(title: string, columns: readonly Column[]): string[] {
  const cells = [
    ["", ...columns.map((column) => column.title)],
    ...rows.map(({ label, show }) => [label, ...columns.map(({ figures }) => show(figures))]),
  ];
  const widths = (cells[0] ?? []).map((_, index) =>
    Math.max(...cells.map((row) => (row[index] ?? "").length)),
  );
  const lines = cells.map((row) =>
    row
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        return index === 0 ? cell.padEnd(width) : cell.padStart(width + 3);
      })
      .join("")
      .trimEnd(),
  );
  return [title, ...lines];
}

/** Why the origin was asked, the most frequent first. */
export function formatRequests({ requests }: Figures, most: number): string[] {
  const total = requests.reduce((sum, { count }) => sum + count, 0);
  const lines = requests.slice(0, most).map(({ cause, motive, knew, count }) => {
    const share = `${((100 * count) / total).toFixed(1)} %`;
    return `${share.padStart(8)}  ${cause}; ${motive}; it knew: ${knew}`;
  });
  return [
    "Requests to the origin: state of the swarm; the policy's motive; its knowledge",
    ...lines,
  ];
}
