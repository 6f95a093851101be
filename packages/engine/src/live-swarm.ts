/** The swarm as the scheduler sees it: the actor's view while it runs, and an empty swarm afterwards. Either thread. */
import type { PeerId } from "@swarmlane/contract";
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

/** For one run of the policy, within which nothing changes: what it asks for each segment is found out once. */
export function createRunView(swarm: SwarmView): SwarmView {
  const electors = new Map<string, readonly PeerId[]>();
  return {
    peers: swarm.peers,
    uplink: swarm.uplink,
    holders: (segment) => swarm.holders(segment),
    relays: (segment) => swarm.relays(segment),
    loaders: (segment) => swarm.loaders(segment),
    backedOffUntil: (peerId, segment) => swarm.backedOffUntil(peerId, segment),
    electors(stream) {
      const known = electors.get(stream) ?? swarm.electors(stream);
      electors.set(stream, known);
      return known;
    },
  };
}
