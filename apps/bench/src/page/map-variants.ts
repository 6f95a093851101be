/** Legal maps that cost as much as possible: 4,000 entries (`limits.segmentsPerMap`). Any thread. */

const entries = 4000;

export type MapVariant = "short" | "fresh" | "long" | "key";

/** The frame of a peer's map, by turn. Two consecutive maps have no entry in common. */
export const mapVariants: Readonly<Record<MapVariant, (turn: number) => Uint8Array>> = {
  /** 36 KB. Two maps take turns. */
  short: (turn) => mapFrame("m+V0x", alternate(turn), 6),
  /** 48 KB. No entry is repeated. */
  fresh: (turn) => mapFrame("m+V0x", 1000 + entries * turn, 9),
  /** 252 KB. */
  long: (turn) => mapFrame("m+V0x", alternate(turn), 60),
  /** 34 KB. */
  key: (turn) => mapFrame("\u4e00".repeat(2000), alternate(turn), 4),
};

function alternate(turn: number): number {
  return turn % 2 === 0 ? 1000 : 1000 + entries;
}

/** From sequence `first` on, each of at least so many digits. */
function mapFrame(stream: string, first: number, digits: number): Uint8Array {
  const names = Array.from({ length: entries }, (_, index) =>
    String(first + index).padStart(digits, "0"),
  );
  const map = { [stream]: [names.join("|"), names.map(() => 0)] };
  return new TextEncoder().encode(JSON.stringify({ c: 2, m: map }));
}
