/**
 * A peer that speaks the 0.6 wire protocol, or that of our own peers, and breaks it on purpose. Browser: a real RTCPeerConnection through a
 * real tracker. What it does to whom it meets is its `behaviour`; see behaviours.ts.
 */
import { startSession, type EvilPeerOptions, type EvilSession } from "./evil-session.ts";
import { describe, infoHashOf, openTrackerSocket, randomPeerId } from "./tracker-socket.ts";

export interface EvilPeer {
  readonly peerId: string;
  readonly certificate: RTCCertificate;
  readonly sessions: readonly EvilSession[];
  /** Commands that came over all sessions, by number. */
  count(command: number): number;
  close(): void;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256" };

/** Resolves when it has announced itself. */
export async function createEvilPeer(options: EvilPeerOptions): Promise<EvilPeer> {
  const peerId = options.peerId ?? randomPeerId();
  const certificate =
    options.certificate ?? (await RTCPeerConnection.generateCertificate(algorithm));
  const connections = new Set<RTCPeerConnection>();
  const waiting = new Map<string, RTCPeerConnection>();
  const sessions: EvilSession[] = [];

  const construct = () => {
    const connection = new RTCPeerConnection({ certificates: [certificate] });
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
    certificate,
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
