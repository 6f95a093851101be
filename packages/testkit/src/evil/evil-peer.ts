/**
 * A peer that speaks the 0.6 wire protocol, or that of our own peers, and breaks it on purpose. Browser: a real RTCPeerConnection through a
 * real tracker. What it does to whom it meets is its `behaviour`; see behaviours.ts.
 */
import { startSession, type EvilPeerOptions, type EvilSession } from "./evil-session.ts";
import { infoHashOf, openTrackerSocket } from "./tracker-socket.ts";

export interface EvilPeer {
  readonly peerId: string;
  readonly sessions: readonly EvilSession[];
  /** Commands that came over all sessions, by number. */
  count(command: number): number;
  close(): void;
}

/** Resolves when it has announced itself. */
export async function createEvilPeer(options: EvilPeerOptions): Promise<EvilPeer> {
  const peerId = options.peerId ?? randomPeerId();
  const connections = new Set<RTCPeerConnection>();
  const waiting = new Map<string, RTCPeerConnection>();
  const sessions: EvilSession[] = [];

  const construct = () => {
    const connection = new RTCPeerConnection();
    connections.add(connection);
    return connection;
  };
  const serve = (channel: RTCDataChannel) => {
    sessions.push(startSession(channel, options));
  };

  const socket = await openTrackerSocket(
    options.trackerUrl,
    await infoHashOf(options.streamSwarmId),
    peerId,
    {
      onOffer: async (offer) => {
        const connection = construct();
        connection.ondatachannel = ({ channel }) => serve(channel);
        await connection.setRemoteDescription(offer);
        return describe(connection);
      },
      onAnswer: (answer, offerId) => {
        void waiting.get(offerId)?.setRemoteDescription(answer);
        waiting.delete(offerId);
      },
    },
  );

  const offers = [];
  for (let n = 0; n < (options.offers ?? 3); n++) {
    const connection = construct();
    serve(connection.createDataChannel(`evil-${n}`));
    const offerId = randomPeerId();
    waiting.set(offerId, connection);
    offers.push({ offer: await describe(connection), offer_id: offerId });
  }
  socket.announce(offers);

  return {
    peerId,
    sessions,
    count: (command) =>
      sessions.reduce(
        (sum, { received }) => sum + received.filter(({ c }) => c === command).length,
        0,
      ),
    close: () => {
      socket.close();
      for (const connection of connections) connection.close();
    },
  };
}

/** The local description, once its candidates are in it. */
async function describe(connection: RTCPeerConnection): Promise<RTCSessionDescriptionInit> {
  await connection.setLocalDescription();
  if (connection.iceGatheringState !== "complete") {
    await new Promise<void>((resolve) => {
      connection.addEventListener("icegatheringstatechange", () => {
        if (connection.iceGatheringState === "complete") resolve();
      });
    });
  }
  const { type, sdp } = connection.localDescription ?? { type: "offer", sdp: "" };
  return { type, sdp };
}

function randomPeerId(): string {
  const random = crypto.getRandomValues(new Uint8Array(12));
  return `-WW0000-${Array.from(random, (byte) => (byte % 36).toString(36)).join("")}`;
}
