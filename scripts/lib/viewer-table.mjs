/** The table of viewers in the terminal. Pure, but for `createTablePrinter`. */

/** @typedef {import("../../apps/demo/src/snapshot.ts").ViewerSnapshot} ViewerSnapshot */

/** @type {readonly [title: string, width: number][]} */
const columns = [
  ["viewer", 6],
  ["state", 9],
  ["position", 9],
  ["buffer", 7],
  ["stalls", 6],
  ["peers", 5],
  ["HTTP", 9],
  ["from peers", 10],
  ["share", 6],
  ["to peers", 9],
];

/**
 * @param {readonly (ViewerSnapshot | undefined)[]} viewers undefined: no answer
 * @returns {string[]} lines
 */
export function formatTable(viewers) {
  const present = viewers.filter((viewer) => viewer !== undefined);
  const total = {
    http: sum(present.map(({ http }) => http)),
    p2p: sum(present.map(({ p2p }) => p2p)),
    uploaded: sum(present.map(({ uploaded }) => uploaded)),
  };
  return [
    formatRow(columns.map(([title]) => title)),
    ...viewers.map((viewer, index) =>
      viewer === undefined
        ? formatRow([String(index + 1), "no answer"])
        : formatRow([
            String(index + 1),
            viewer.state,
            `${viewer.position.toFixed(1)} s`,
            `${viewer.buffer.toFixed(1)} s`,
            String(viewer.stalls),
            String(viewer.peers),
            ...formatBytes(viewer),
          ]),
    ),
    formatRow(["all", "", "", "", "", "", ...formatBytes(total)]),
  ];
}

/**
 * Draws over the table before on a terminal; elsewhere each table follows the other.
 * @param {NodeJS.WriteStream} output
 * @returns {(lines: readonly string[]) => void}
 */
export function createTablePrinter(output) {
  let height = 0;
  return (lines) => {
    // Cursor up, and erase what is below it.
    const back = output.isTTY && height > 0 ? `\u001b[${height}A\u001b[J` : "";
    output.write(`${back}${lines.join("\n")}\n${output.isTTY ? "" : "\n"}`);
    height = lines.length;
  };
}

/** @param {Pick<ViewerSnapshot, "http" | "p2p" | "uploaded">} bytes */
function formatBytes({ http, p2p, uploaded }) {
  const share = http + p2p === 0 ? "–" : `${Math.round((100 * p2p) / (http + p2p))} %`;
  return [megabytes(http), megabytes(p2p), share, megabytes(uploaded)];
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}

/** @param {readonly number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

/** @param {readonly string[]} cells fewer than columns: the others are empty */
function formatRow(cells) {
  return columns
    .map(([, width], index) => (cells[index] ?? "").padStart(width))
    .join("  ")
    .trimEnd();
}
