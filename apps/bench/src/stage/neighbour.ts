/** A peer that has all segments of a ladder, before any viewer comes. Node. */
import { ladderManifests, type LadderFormat } from "./ladder.ts";
import type { Peer } from "./peer.ts";
import type { PageSource } from "./pages.ts";
import type { Stage } from "./stage.ts";

const neighbourPage: PageSource = {
  name: "neighbour",
  entry: "neighbour.page.ts",
  scripts: ["/core/ours/p2p-media-loader-core.min.js"],
};

export async function openNeighbour(stage: Stage, format: LadderFormat): Promise<Peer> {
  await stage.ladder(format);
  const peer = await stage.open(neighbourPage);
  await peer.page.waitFor(() => window.neighbour !== undefined);
  const options = {
    manifests: ladderManifests[format].map((path) => `${stage.urls.crossOrigin}/ladders/${path}`),
    tracker: stage.urls.tracker,
    swarm: stage.swarm,
  };
  const count = await peer.page.evaluate((given) => window.neighbour?.open(given), options);
  stage.progress(`the neighbour has ${count ?? 0} segments`);
  return peer;
}
