/** A button with a peer's name that selects the peer. */
import type { JSX } from "preact";
import { peerName } from "../words/names.ts";
import { useInspector } from "./inspector-context.ts";

export function PeerButton({ peer }: { readonly peer: string }): JSX.Element {
  const { store } = useInspector();
  return (
    <button type="button" class="link" title={peer} onClick={() => store.selectPeer(peer)}>
      {peerName(peer)}
    </button>
  );
}
