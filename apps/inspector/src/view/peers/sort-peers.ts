/** The orders of the table of peers. Pure. */
import type { PeerModel } from "@swarmlane/inspection";

export const orders = {
  state: "by state",
  downSpeed: "fastest first",
  downloaded: "most bytes first",
  strikes: "most strikes first",
} as const;

export type Order = keyof typeof orders;

const ranks: readonly PeerModel["state"][] = ["active", "standby", "pending", "gone"];

/** Those that are equal stay in the order in which they came. */
export function sortPeers(peers: readonly PeerModel[], order: Order): PeerModel[] {
  return [...peers].sort((a, b) =>
    order === "state"
      ? ranks.indexOf(a.state) - ranks.indexOf(b.state)
      : (b[order] ?? 0) - (a[order] ?? 0),
  );
}
