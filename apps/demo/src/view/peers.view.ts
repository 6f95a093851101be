/** The connected peers, and the bytes received from and sent to each. */
import { formatBytes } from "../format.ts";
import type { PeerTraffic, Traffic } from "../model/traffic.ts";
import { element, make, setText } from "./element.ts";

export function createPeersView(): (traffic: Traffic) => void {
  const body = element("peers");
  const nobody = element("no-peers");
  const count = element("peer-count");
  const rows = new Map<string, HTMLElement>();

  return (traffic) => {
    const peers = traffic.peers();
    const present = new Set(peers.map(({ id }) => id));
    for (const [id, row] of rows) {
      if (present.has(id)) continue;
      row.remove();
      rows.delete(id);
    }
    for (const peer of peers) {
      let row = rows.get(peer.id);
      if (row === undefined) {
        row = makeRow(peer);
        rows.set(peer.id, row);
        body.append(row);
      }
      const [, , from, to] = row.children;
      if (from !== undefined) setText(from, formatBytes(peer.downloaded));
      if (to !== undefined) setText(to, formatBytes(peer.uploaded));
    }
    setText(count, String(peers.length));
    nobody.hidden = peers.length > 0;
  };
}

function makeRow({ id, address }: PeerTraffic): HTMLElement {
  const row = document.createElement("tr");
  const name = make("td", `${id.slice(0, 6)}…${id.slice(-6)}`, "id");
  name.title = id;
  row.append(name, make("td", address || "hidden"), make("td", ""), make("td", ""));
  return row;
}
