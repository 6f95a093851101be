/**
 * The page's part of P2P, simulated: announces, offers and connections as `packages/peers` makes them, with its own
 * connection budget. WebRTC is reduced to the time that it takes, and to pairs for which it does not work.
 */
import type { ConnectionId, EngineEvent, Limits, PeerId } from "@swarmlane/contract";
import type { Engine } from "@swarmlane/engine";
import { type BudgetShare, createConnectionBudget } from "@swarmlane/peers/connection-budget";
import type { EventClock } from "../clock/event-clock.ts";
import type { Host, Network } from "../network/network.ts";
import type { SimChannel } from "../network/sim-channel.ts";
import type { Dice } from "../random/random.ts";
import type { SimTracker, TrackerMember } from "./sim-tracker.ts";

/** What the hub tells of connections and of the swarm: an engine, or something that stands for one. */
export type ConnectionUser = Pick<
  Engine,
  "connectionOpened" | "connectionAdmit" | "connectionClosed" | "trackerUpdate"
>;

export interface HubOptions {
  readonly clock: EventClock;
  readonly network: Network;
  readonly tracker: SimTracker;
  readonly trackerHost: Host;
  readonly dice: Dice;
  readonly limits: Limits;
  /** Peers asked for in an announce. */
  readonly offersPerAnnounce: number;
  /** ms until the candidates of an offer or answer are gathered: the median. */
  readonly gathering: number;
  /** ms that a connection takes besides its round trips: the median. */
  readonly connecting: number;
  readonly peerId: PeerId;
  readonly host: Host;
  readonly engine: ConnectionUser;
  readonly openChannel: (onClosed: () => void) => SimChannel;
  readonly count: (what: keyof ConnectionCounts) => void;
}

/** Over a whole run. */
export interface ConnectionCounts {
  announces: number;
  answers: number;
  connected: number;
  /** Answered, and not connected. */
  failed: number;
  dropped: number;
}

export interface SimHub {
  join(): void;
  /** What the engine says about connections. */
  receive(event: EngineEvent): void;
  leave(): void;
  readonly peerId: PeerId;
}

/** One connection, as its own side sees it. */
interface Side {
  readonly hub: Identity;
  readonly id: ConnectionId;
  readonly share: BudgetShare;
  readonly channel: SimChannel;
  isClosed: boolean;
  hasPeer: boolean;
  /** ICE and channel are up. */
  connected(other: Side): void;
  close(): void;
}

interface Identity {
  readonly peerId: PeerId;
  readonly host: Host;
}

/** Round trips from the answer to an open channel: ICE checks, DTLS 1.2, SCTP. */
const connectTrips = 4;

export function createSimHub(options: HubOptions): SimHub {
  const { clock, network, tracker, trackerHost, dice, limits, peerId, host, engine } = options;
  const { offersPerAnnounce, gathering, connecting, openChannel, count } = options;
  const budget = createConnectionBudget(limits, () => clock.now());
  const sides = new Map<ConnectionId, Side>();
  const toTracker = network.latency(host, trackerHost);
  let lastId = 0;
  let announcedAt = -Infinity;
  let timer: unknown;
  let soon: unknown;
  let known = -1;
  let isGone = false;

  function openSide(kind: "offer" | "answer"): Side | undefined {
    const share = budget.take(kind);
    if (share === undefined) return undefined;
    const id = ++lastId as ConnectionId;
    const channel = openChannel(() => side.close());
    const deadline = clock.setTimeout(() => side.close(), limits.connectTimeout);
    const side: Side = {
      ...{ hub: { peerId, host }, id, share, channel, isClosed: false, hasPeer: false },
      connected(other) {
        if (side.isClosed || !share.connected()) {
          side.close();
          return;
        }
        clock.clearTimeout(deadline);
        count("connected");
        engine.connectionAdmit(id, other.hub.peerId, other.hub.host.name, other.hub.peerId);
      },
      close() {
        if (side.isClosed) return;
        side.isClosed = true;
        clock.clearTimeout(deadline);
        sides.delete(id);
        share.release();
        channel.close();
        engine.connectionClosed(id);
      },
    };
    sides.set(id, side);
    engine.connectionOpened(id, kind === "offer", channel);
    return side;
  }

  function announce(): void {
    clock.clearTimeout(soon);
    soon = undefined;
    announcedAt = clock.now();
    const wanted = Math.min(offersPerAnnounce, limits.offersPerAnnounce, budget.offersLeft);
    const offers: Side[] = [];
    for (let n = 0; n < wanted; n += 1) {
      const side = openSide("offer");
      if (side !== undefined) offers.push(side);
    }
    // The client sends its offers together, when the last of them is complete.
    const ready = Math.max(0, ...offers.map(gatheringTime));
    clock.setTimeout(() => sendAnnounce(offers), ready + toTracker);
  }

  function gatheringTime(): number {
    return Math.min(limits.iceGathering, dice.logNormal(gathering, 0.5));
  }

  function sendAnnounce(offers: readonly Side[]): void {
    if (isGone) return;
    count("announces");
    const open = offers.filter(({ isClosed }) => !isClosed);
    const answer = tracker.announce(member, open.length);
    clock.setTimeout(() => {
      if (isGone) return;
      rest(answer.interval);
      if (answer.incomplete === known) return;
      known = answer.incomplete;
      engine.trackerUpdate(answer.complete, answer.incomplete);
    }, toTracker);
    for (const [index, peer] of answer.chosen.entries()) peer.receiveOffer(member, open[index]);
  }

  function rest(interval: number): void {
    clock.clearTimeout(timer);
    const allowed = Math.max(limits.announceIntervalMin, interval);
    timer = clock.setTimeout(() => {
      rest(interval);
      announce();
    }, allowed);
  }

  function announceSoon(): void {
    soon ??= clock.setTimeout(
      () => {
        soon = undefined;
        if (budget.offersLeft > 0) announce();
      },
      Math.max(0, announcedAt + limits.announceIntervalMin - clock.now()),
    );
  }

  function answerOffer(offer: Side): void {
    if (isGone || !budget.hasRoomToAnswer) return;
    const side = openSide("answer");
    if (side === undefined) return;
    count("answers");
    side.hasPeer = true;
    const offerer = network.latency(offer.hub.host, trackerHost);
    const trip = 2 * network.latency(host, offer.hub.host);
    clock.setTimeout(
      () => {
        if (offer.isClosed || side.isClosed) return;
        offer.hasPeer = true;
        if (network.canConnect(host, offer.hub.host)) {
          const takes = connectTrips * trip + dice.logNormal(connecting, 0.5);
          clock.setTimeout(() => connect(offer, side), takes);
        } else count("failed");
      },
      gatheringTime() + toTracker + offerer,
    );
  }

  function connect(offer: Side, side: Side): void {
    if (offer.isClosed || side.isClosed) return;
    const there = offer.hub.host;
    const latency = network.latency(host, there);
    offer.channel.connect(network.open(there, host), side.channel, latency);
    side.channel.connect(network.open(host, there), offer.channel, latency);
    offer.connected(side);
    side.connected(offer);
  }

  const member: TrackerMember = {
    peerId,
    receiveOffer: (_from, offer) =>
      void clock.setTimeout(() => answerOffer(offer as Side), toTracker),
  };

  return {
    peerId,
    join: announce,
    receive(event) {
      if (event.type === "connection/drop") {
        count("dropped");
        sides.get(event.connectionId)?.close();
      } else if (event.type === "connection/room") {
        const isBack = event.hasRoom && !budget.hasRoom;
        budget.setRoom(event.hasRoom);
        if (isBack) announceSoon();
      }
    },
    leave() {
      isGone = true;
      clock.clearTimeout(timer);
      clock.clearTimeout(soon);
      tracker.leave(member);
      for (const side of [...sides.values()]) side.close();
    },
  };
}
