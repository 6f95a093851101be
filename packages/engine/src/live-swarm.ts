/** The swarm as the scheduler sees it: the actor's view while it runs, and an empty swarm afterwards. Either thread. */
import type { SwarmView } from "./actor-events.ts";

const empty: SwarmView = {
  peers: new Map(),
  uplink: undefined,
  holders: () => [],
  loaders: () => [],
  relays: () => [],
  electors: () => [],
  backedOffUntil: () => undefined,
};

/** `find` is called at each use: undefined when there is no swarm. */
export function createLiveSwarm(find: () => SwarmView | undefined): SwarmView {
  const current = () => find() ?? empty;
  return {
    get peers() {
      return current().peers;
    },
    get uplink() {
      return current().uplink;
    },
    holders: (segment) => current().holders(segment),
    loaders: (segment) => current().loaders(segment),
    relays: (segment) => current().relays(segment),
    electors: (stream) => current().electors(stream),
    backedOffUntil: (peerId, segment) => current().backedOffUntil(peerId, segment),
  };
}
