/** The page's part of P2P: trackers, connections, and channels handed to the worker. It decides nothing. */
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
import { createConnectionBudget } from "./connection-budget.ts";
import { createConnections } from "./connections.ts";
import type GuardedSocket from "./guarded-socket.ts";
import type { TrackerGate } from "./guarded-socket.ts";
import { createRtcOpener } from "./rtc-opener.ts";
import { isSupported } from "./support.ts";
import { createSwarm } from "./swarm.ts";
import type { Swarm } from "./swarm.ts";
import { bytesToHex, hexToBinary, randomBytes } from "./tracker-bytes.ts";
import { openTrackerLinks } from "./tracker-links.ts";

export interface PeerHubOptions {
  /** Live: read at each join and each announce. */
  readonly settings: () => PeerSettings;
  readonly peerId: PeerId;
  readonly limits: Limits;
  /** Puts a message on the lane. Throws `DataCloneError` when a channel cannot be transferred. */
  readonly post: (message: PageMessage, transfer?: Transferable[]) => void;
  readonly warn: (error: ErrorInfo) => void;
  /** False relays all frames through the page, as where channels cannot be transferred. Default true. */
  readonly transferChannels?: boolean;
  readonly log?: Log;
}

/** Nothing here throws. */
export interface PeerHub {
  /**
   * Joins the swarm of a stream, or none. Synchronous. The connections of the swarm before stay for
   * `limits.swarmLinger`, so that switching back finds them.
   */
  setSwarm(streamSwarmId: string | undefined): void;
  /** Handles what concerns connections and ignores the rest. */
  receive(message: HostMessage): void;
  /** Closes every connection, socket and timer before it returns. `setSwarm` joins anew. */
  suspend(): void;
  /** As `suspend`, for good. */
  close(): void;
}

export function createPeerHub(options: PeerHubOptions): PeerHub {
  const { limits, peerId, settings } = options;
  const now = () => performance.now();
  const warn = createCoalescedWarnings(options.warn, limits.warningCoalesce, now);
  const budget = createConnectionBudget(limits, now);
  const hubName = bytesToHex(randomBytes(8));
  const connections = createConnections({
    budget,
    open: createRtcOpener(warn),
    limits,
    transferChannels: options.transferChannels ?? true,
    post: options.post,
  });
  const swarms = new Map<string, Swarm>();
  const sockets = new Set<GuardedSocket>();
  let current: string | undefined;
  let closed = false;

  const gate: TrackerGate = {
    limits,
    ownPeerId: hexToBinary(peerId),
    hasRoomToAnswer: () => budget.hasRoomToAnswer,
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
        openTrackerLinks({
          streamSwarmId,
          peerId,
          settings: settings(),
          gate,
          hubName,
          warn,
          log,
          source: {
            connect: (initiator) => connections.connect(initiator, siblings),
            onError: (error) => log("connection", error),
          },
          offersWanted,
          onUpdate: (complete, incomplete) =>
            safely(() => options.post({ type: "tracker/update", complete, incomplete })),
        }),
      onEnd: () => swarms.delete(streamSwarmId),
    });
    swarms.set(streamSwarmId, swarm);
    return swarm;
  }

  function offersWanted(): number {
    const wanted = Math.floor(settings().peerRequestsPerAnnounce);
    return Math.max(0, Math.min(wanted || 0, limits.offersPerAnnounce, budget.offersLeft));
  }

  function setSwarm(streamSwarmId: string | undefined): void {
    if (closed || !isSupported()) return;
    if (!settings().useP2P) {
      suspend();
      return;
    }
    if (streamSwarmId === current) return;
    const before = currentSwarm();
    current = streamSwarmId;
    // In this order a tracker that both swarms use keeps its socket, and offers taken back make room for new ones.
    if (streamSwarmId !== undefined) safely(() => swarmOf(streamSwarmId).join());
    before?.leave();
    currentSwarm()?.announce();
  }

  function suspend(): void {
    current = undefined;
    for (const swarm of swarms.values()) safely(() => swarm.close());
    for (const socket of sockets) safely(() => socket.destroy());
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
    setSwarm: (streamSwarmId) => safely(() => setSwarm(streamSwarmId)),
    receive: (message) => safely(() => connections.receive(message)),
    suspend,
    close() {
      closed = true;
      suspend();
    },
  };
}
