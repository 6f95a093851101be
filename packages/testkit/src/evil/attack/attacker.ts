/** One attacker: connects to the only victim of its tracker, waits, and attacks on command. Browser. */
import { startSession } from "../evil-session.ts";
import { describe, infoHashOf, openTrackerSocket, randomPeerId } from "../tracker-socket.ts";
import type { Attack, AttackLink } from "./attacks.ts";

export interface AttackerOptions {
  /** Only the victim and attackers may be there: attackers do not answer each other. */
  readonly trackerUrl: string;
  readonly swarm: string;
  readonly names: readonly string[];
  readonly segmentBytes: number;
  readonly attack: Attack;
  /** An attacker that was closed comes back: as itself, or under another id and with another certificate. */
  readonly changes: boolean;
}

export interface Attacker {
  readonly isConnected: boolean;
  readonly tally: AttackTally;
  begin(): void;
  /** Ends the attack and every connection, for good. */
  end(): void;
}

/** Since the attacker was made. */
export interface AttackTally {
  /** Channels that opened. */
  readonly connections: number;
  readonly frames: number;
  readonly bytes: number;
}

/** ms between two offers, while none is answered. */
const offerInterval = 2000;
/** ms; then it tries a new connection. */
const connectTimeout = 20_000;
/** An offer goes to each member of the swarm: the tracker chooses members at random. */
const offerCopies = 30;

interface Identity {
  readonly peerId: string;
  readonly certificate: RTCCertificate;
}

export function startAttacker({ changes, attack, ...options }: AttackerOptions): Attacker {
  const tally = { connections: 0, frames: 0, bytes: 0 };
  const ended = new AbortController();
  let hasBegun = false;
  let open: AttackLink | undefined;
  let endAttack: (() => void) | undefined;

  function attackNow(): void {
    if (hasBegun && open !== undefined && !ended.signal.aborted) endAttack ??= attack(open);
  }

  async function live(): Promise<void> {
    let identity = await createIdentity();
    while (!ended.signal.aborted) {
      const connection = new RTCPeerConnection({ certificates: [identity.certificate] });
      const channel = connection.createDataChannel("attacker");
      const closeAtEnd = () => connection.close();
      ended.signal.addEventListener("abort", closeAtEnd);
      const link = createLink(channel, options, tally);
      if (await connect(connection, channel, { ...options, ...identity }, ended.signal)) {
        tally.connections++;
        open = link;
        attackNow();
        await untilClosed(channel, ended.signal);
        endAttack?.();
        endAttack = open = undefined;
      }
      ended.signal.removeEventListener("abort", closeAtEnd);
      connection.close();
      if (changes) identity = await createIdentity();
    }
  }
  void live();

  return {
    tally,
    get isConnected() {
      return open !== undefined;
    },
    begin() {
      hasBegun = true;
      attackNow();
    },
    end: () => ended.abort(),
  };
}

function createLink(
  channel: RTCDataChannel,
  { swarm, names, segmentBytes, trackerUrl }: Omit<AttackerOptions, "attack" | "changes">,
  tally: { frames: number; bytes: number },
): AttackLink {
  let listener: Parameters<AttackLink["onRequest"]>[0] | undefined;
  startSession(channel, {
    trackerUrl,
    streamSwarmId: swarm,
    behaviour: { onRequest: (_session, _id, asked) => listener?.(asked) },
    map: {},
    segment: () => Promise.reject(new Error("an attacker gives no segments")),
  });
  return {
    ...{ channel, swarm, names, segmentBytes },
    send(frame) {
      if (channel.readyState !== "open") return false;
      try {
        channel.send(frame);
      } catch {
        // Chromium's queue is full.
        return false;
      }
      tally.frames++;
      tally.bytes += frame.byteLength;
      return true;
    },
    onRequest(given) {
      listener = given;
    },
  };
}

/** Whether the channel opened. The attacker leaves the tracker when that is decided. */
async function connect(
  connection: RTCPeerConnection,
  channel: RTCDataChannel,
  { trackerUrl, swarm, peerId }: Pick<AttackerOptions, "trackerUrl" | "swarm"> & Identity,
  ended: AbortSignal,
): Promise<boolean> {
  const socket = await openTrackerSocket(trackerUrl, await infoHashOf(swarm), peerId, {
    onOffer: () => new Promise(() => undefined),
    onAnswer: (answer) => {
      if (connection.signalingState === "have-local-offer") {
        void connection.setRemoteDescription(answer);
      }
    },
  });
  try {
    const offer = await describe(connection);
    const announce = () => {
      if (connection.signalingState !== "have-local-offer") return;
      const copies = Array.from({ length: offerCopies }, () => randomPeerId());
      socket.announce(copies.map((id) => ({ offer, offer_id: id })));
    };
    announce();
    const timer = setInterval(announce, offerInterval);
    const isOpen = await new Promise<boolean>((resolve) => {
      channel.addEventListener("open", () => resolve(true));
      channel.addEventListener("close", () => resolve(false));
      ended.addEventListener("abort", () => resolve(false));
      setTimeout(() => resolve(false), connectTimeout);
    });
    clearInterval(timer);
    return isOpen;
  } finally {
    socket.close();
  }
}

async function createIdentity(): Promise<Identity> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  return {
    peerId: randomPeerId(),
    certificate: await RTCPeerConnection.generateCertificate(algorithm),
  };
}

/** A channel reports nothing if this side closes its connection. */
function untilClosed(channel: RTCDataChannel, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (channel.readyState !== "open" || ended.aborted) resolve();
    channel.addEventListener("close", () => resolve());
    ended.addEventListener("abort", () => resolve());
  });
}
