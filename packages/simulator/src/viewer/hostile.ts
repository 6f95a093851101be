/** A hostile member of the audience: it joins the swarm as a viewer does, and plays nothing. */
import type { PeerId } from "@swarmlane/contract";
import type { Host } from "../network/network.ts";
import { createSimChannel } from "../network/sim-channel.ts";
import type { Dice } from "../random/random.ts";
import { createSimHub } from "../tracker/sim-hub.ts";
import { createHostilePeer } from "./hostile-peer.ts";
import { pieceSize } from "./scaled-limits.ts";
import type { World } from "./viewer.ts";

export interface Hostile {
  leave(): void;
}

export interface HostileMemberOptions {
  readonly host: Host;
  readonly dice: Dice;
  /** Whether it sends wrong bytes; otherwise it sends nothing. */
  readonly answers: boolean;
}

export function createHostile(world: World, options: HostileMemberOptions): Hostile {
  const { clock, network, tracker, trackerHost, timeline, bodies, limits } = world;
  const { host, dice, answers } = options;
  const peer = createHostilePeer({
    ...{ clock, timeline, bodies, limits, answers, pieceBytes: pieceSize({}, bodies.scale) },
  });
  const hub = createSimHub({
    ...{ clock, network, limits, host, tracker, trackerHost },
    peerId: dice.hex(20) as PeerId,
    engine: peer,
    dice: dice.named("hub"),
    offersPerAnnounce: 10,
    gathering: world.gathering,
    connecting: world.connecting,
    openChannel: (onClosed) =>
      createSimChannel({
        ...{ clock, scale: bodies.scale, bufferedLow: limits.bufferedLow, onClosed },
        onSent: () => undefined,
      }),
    count: () => undefined,
  });
  hub.join();
  return {
    leave() {
      peer.leave();
      hub.leave();
    },
  };
}
