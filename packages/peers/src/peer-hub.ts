/** The page's part of P2P: trackers and connections, whose channels go to the worker. The engine decides. */
import { toErrorInfo } from "@swarmlane/contract";
import type {
  ErrorInfo,
  HostMessage,
  Limits,
  Log,
  PageMessage,
  PeerId,
  PeerSettings,
} from "@swarmlane/contract";
import { createCoalescedWarnings } from "./coalesced-warnings.ts";
import { createConnectionBudget } from "./connection/connection-budget.ts";
import { createConnectionRegistry } from "./connection/connection-registry.ts";
import type { PeerConnection } from "./connection/peer-connection.ts";
import { createRtcOpener, isSupported } from "./connection/rtc-opener.ts";
import { createSwarm } from "./swarm.ts";
import type { Swarm } from "./swarm.ts";
import type GuardedSocket from "./tracker/socket/guarded-socket.ts";
import type { TrackerGate } from "./tracker/socket/guarded-socket.ts";
import { infoHash } from "./tracker/info-hash.ts";
import { bytesToHex, hexToBinary, randomBytes } from "./tracker/tracker-bytes.ts";
import { createTrackerLink } from "./tracker/tracker-link.ts";
import type { TrackerLink } from "./tracker/tracker-link.ts";
import { createTrackerLinks } from "./tracker/tracker-links.ts";

export interface PeerHubOptions {
  /** Live: read at each join, at each announce and by `refresh`. */
  readonly settings: () => PeerSettings;
  readonly peerId: PeerId;
  readonly limits: Limits;
  /** Puts a message on the lane. Throws `DataCloneError` if a channel cannot be transferred. */
  readonly post: (message: PageMessage, transfer?: Transferable[]) => void;
  readonly warn: (error: ErrorInfo) => void;
  /** False relays all frames through the page, as on platforms that cannot transfer channels. Default true. */
  readonly transferChannels?: boolean;
  readonly log?: Log;
}

/** No method throws. */
export interface PeerHub {
  /**
   * Joins the swarm of a stream, or leaves all swarms. Synchronous. The connections of the previous swarm stay for
   * `limits.swarmLinger`, so that switching back finds them. If `useP2P` is false, closes everything as `suspend` does,
   * but remembers the swarm for `refresh`.
   */
  setSwarm(streamSwarmId: string | undefined): void;
  /**
   * Follows changed settings. Joins trackers that are new in `trackerAnnounce` and leaves those that were removed;
   * other trackers keep their socket and offers, and connected peers stay. Closes everything if `useP2P` is false, and
   * joins the swarm of the last `setSwarm` if it is true again. Does nothing if nothing changed, or after `suspend`.
   */
  refresh(): void;
  /** Handles messages about connections and room for them, and ignores all others. */
  receive(message: HostMessage): void;
  /** Closes every connection, socket and timer before it returns, and forgets the swarm. `setSwarm` joins again. */
  suspend(): void;
  /** Like `suspend`, but for good. */
  close(): void;
}

export function createPeerHub(options: PeerHubOptions): PeerHub {
  const { limits, peerId, settings } = options;
  const now = () => performance.now();
  const warn = createCoalescedWarnings(options.warn, limits.warningCoalesce, now);
  const budget = createConnectionBudget(limits, now);
  const hubName = bytesToHex(randomBytes(8));
  const connections = createConnectionRegistry({
    budget,
    open: createRtcOpener(warn),
    limits,
    transferChannels: options.transferChannels ?? true,
    post: options.post,
  });
  const swarms = new Map<string, Swarm>();
  const sockets = new Set<GuardedSocket>();
  /** The swarm that the caller wants to be in. `current` differs from it only while `useP2P` is false. */
  let wanted: string | undefined;
  let current: string | undefined;
  let closed = false;

  const gate: TrackerGate = {
    limits,
    ownPeerId: hexToBinary(peerId),
    hasRoomToAnswer: () => budget.hasRoomToAnswer,
    isFull: () => budget.isFull,
    warn,
    onCreate: (socket) => sockets.add(socket),
    onDestroy: (socket) => sockets.delete(socket),
    onConnect: (url) => safely(() => currentSwarm()?.announce(url)),
  };

  const currentSwarm = () => (current === undefined ? undefined : swarms.get(current));

  function swarmOf(streamSwarmId: string): Swarm {
    const known = swarms.get(streamSwarmId);
    if (known !== undefined) return known;
    const swarm = createSwarm({
      linger: limits.swarmLinger,
      openLinks: (siblings) =>
        createTrackerLinks({
          addresses: () => settings().trackerAnnounce,
          pageProtocol: location.protocol,
          hubName,
          openLink: (url) => openLink(url, streamSwarmId, siblings),
          warn,
        }),
      onEnd: () => swarms.delete(streamSwarmId),
    });
    swarms.set(streamSwarmId, swarm);
    return swarm;
  }

  function openLink(
    url: string,
    streamSwarmId: string,
    siblings: Set<PeerConnection>,
  ): TrackerLink {
    return createTrackerLink({
      url,
      infoHash: infoHash(streamSwarmId),
      peerId,
      rtcConfig: settings().rtcConfig,
      source: {
        connect: (initiator) => connections.connect(initiator, siblings),
        onError: (error) => log("connection", error),
      },
      gate,
      offersWanted,
      onUpdate: (complete, incomplete) =>
        safely(() => options.post({ type: "tracker/update", complete, incomplete })),
      // The socket has already warned of everything that matters; the client repeats failures of connections.
      onWarning: (message) => log("tracker", url, message),
    });
  }

  function offersWanted(): number {
    const perAnnounce = Math.floor(settings().peerRequestsPerAnnounce);
    return Math.max(0, Math.min(perAnnounce || 0, limits.offersPerAnnounce, budget.offersLeft));
  }

  /** Joins the wanted swarm if it is not the current one, unless P2P is off. */
  function followWanted(): void {
    if (closed || !isSupported()) return;
    if (!settings().useP2P) {
      leaveAll();
      return;
    }
    if (wanted === current) return;
    const before = currentSwarm();
    const next = wanted;
    current = next;
    // In this order a tracker of both swarms keeps its socket, and offers that are withdrawn make room for new ones.
    if (next !== undefined) safely(() => swarmOf(next).join());
    before?.leave();
    currentSwarm()?.announce();
  }

  function leaveAll(): void {
    current = undefined;
    budget.setRoom(true);
    for (const swarm of swarms.values()) safely(() => swarm.close());
    for (const socket of sockets) safely(() => socket.destroy());
  }

  function setRoom(hasRoom: boolean): void {
    const isBack = hasRoom && !budget.hasRoom;
    budget.setRoom(hasRoom);
    if (!hasRoom) connections.withdrawUnsignalled();
    if (isBack) currentSwarm()?.announceSoon();
  }

  function safely(act: () => void): void {
    try {
      act();
    } catch (error) {
      const { code, message } = toErrorInfo(error);
      warn(code, message);
    }
  }

  function log(...args: unknown[]): void {
    if (options.log?.enabled === true) options.log(...args);
  }

  return {
    setSwarm(streamSwarmId) {
      wanted = streamSwarmId;
      safely(followWanted);
    },
    refresh() {
      const before = current;
      safely(followWanted);
      if (current !== undefined && current === before) safely(() => currentSwarm()?.refresh());
    },
    receive(message) {
      safely(() => {
        if (message.type === "connection/room") setRoom(message.hasRoom);
        else connections.receive(message);
      });
    },
    suspend() {
      wanted = undefined;
      leaveAll();
    },
    close() {
      closed = true;
      wanted = undefined;
      leaveAll();
    },
  };
}
