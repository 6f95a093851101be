/** As much of a WebTorrent tracker client as an evil peer needs. Browser. No reconnects, no validation. */

/** The two halves of a signalling exchange: descriptions travel complete, with their candidates. */
export interface TrackerSocketListener {
  /** Resolves to the answer, which goes back to the peer that made the offer. */
  onOffer(offer: RTCSessionDescriptionInit): Promise<RTCSessionDescriptionInit>;
  onAnswer(answer: RTCSessionDescriptionInit, offerId: string): void;
}

export interface TrackerSocket {
  announce(offers: readonly { offer: RTCSessionDescriptionInit; offer_id: string }[]): void;
  close(): void;
}

interface TrackerFrame {
  readonly offer?: RTCSessionDescriptionInit;
  readonly answer?: RTCSessionDescriptionInit;
  readonly offer_id?: string;
  readonly peer_id?: string;
}

/** `peerId` is 20 characters, `infoHash` a binary string of 20. */
export async function openTrackerSocket(
  url: string,
  infoHash: string,
  peerId: string,
  listener: TrackerSocketListener,
): Promise<TrackerSocket> {
  const socket = new WebSocket(url);
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve();
    socket.onerror = () => reject(new Error(`no tracker at ${url}`));
  });
  const send = (fields: object) => {
    if (socket.readyState !== WebSocket.OPEN) return;
    const frame = { action: "announce", info_hash: infoHash, peer_id: peerId, ...fields };
    socket.send(JSON.stringify(frame));
  };
  socket.onmessage = ({ data }: MessageEvent<string>) => {
    const { offer, answer, offer_id: offerId, peer_id: from } = JSON.parse(data) as TrackerFrame;
    if (offer !== undefined) {
      void listener
        .onOffer(offer)
        .then((answer) => send({ answer, offer_id: offerId, to_peer_id: from }));
    }
    if (answer !== undefined) listener.onAnswer(answer, offerId ?? "");
  };
  return {
    announce: (offers) =>
      send({
        event: "started",
        numwant: offers.length,
        offers,
        uploaded: 0,
        downloaded: 0,
        left: 1,
      }),
    close: () => socket.close(),
  };
}

/** SHA-1 of `"2" + streamSwarmId` as a binary string, as in 0.6.2. */
export async function infoHashOf(streamSwarmId: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(`2${streamSwarmId}`));
  return String.fromCharCode(...new Uint8Array(digest));
}

/** The local description, once its candidates are in it. */
export async function describe(connection: RTCPeerConnection): Promise<RTCSessionDescriptionInit> {
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

/** 20 characters, as a 0.6 peer makes them. */
export function randomPeerId(): string {
  const random = crypto.getRandomValues(new Uint8Array(12));
  return `-WW0000-${Array.from(random, (byte) => (byte % 36).toString(36)).join("")}`;
}
