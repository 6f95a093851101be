/** The swarm as the scheduler sees it: the actor's view while it runs, nobody afterwards. Either thread. */
import type { SwarmView } from "./actor-events.ts";

const nobody: SwarmView = {
  peers: new Map(),
  holders: () => new Set(),
  isLoadingElsewhere: () => false,
};

/** `find` is called at each use: undefined when there is no swarm. */
export function createLiveSwarm(find: () => SwarmView | undefined): SwarmView {
  const current = () => find() ?? nobody;
  return {
    get peers() {
      return current().peers;
    },
    holders: (segmentId) => current().holders(segmentId),
    isLoadingElsewhere: (segmentId) => current().isLoadingElsewhere(segmentId),
  };
}
