/** A peer that has all segments of a stream, before any viewer comes. Node. */
import type {} from "../page/neighbour.page.ts";
import type { Peer } from "./peer.ts";
import type { PageSource } from "./pages.ts";
import type { Stage } from "./stage.ts";

const neighbourPage: PageSource = {
  name: "neighbour",
  entry: "neighbour.page.ts",
  scripts: ["/core/ours/p2p-media-loader-core.min.js"],
};

/** `manifests`: paths on the origin, of the one that players begin with and of the playlists that it names. */
export async function openNeighbour(stage: Stage, manifests: readonly string[]): Promise<Peer> {
  const peer = await stage.open(neighbourPage);
  await peer.page.waitFor(() => window.neighbour !== undefined);
  const options = {
    manifests: manifests.map((path) => stage.urls.crossOrigin + path),
    tracker: stage.urls.tracker,
    swarm: stage.swarm,
  };
  const count = await peer.page.evaluate((given) => window.neighbour?.open(given), options);
  stage.progress(`the neighbour has ${count ?? 0} segments`);
  return peer;
}
