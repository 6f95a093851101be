/** What the evil tracker does on each announce, by name. Node. Each is one fault. */

/** An announce as a WebTorrent client sends it; hashes and ids are binary strings of 20 characters. */
export interface Announce {
  readonly action?: string;
  readonly info_hash?: string;
  readonly peer_id?: string;
  readonly event?: string;
  readonly offers?: readonly { readonly offer: unknown; readonly offer_id: string }[];
}

export interface EvilConnection {
  /** Strings and buffers go out as they are, the rest as JSON. */
  send(frame: unknown): void;
  kill(): void;
}

export type EvilScript = (
  connection: EvilConnection,
  announce: Announce,
  query: URLSearchParams,
) => void;

/** A 20-byte id that no client of a test has. */
const strangerId = (number: number) => `-WW0000-${String(number).padStart(12, "x")}`;

const reply = (announce: Announce, fields: object = {}) => ({
  action: "announce",
  info_hash: announce.info_hash,
  interval: 120,
  complete: 0,
  incomplete: 2,
  ...fields,
});

/** Looks like an offer and is a valid description, but belongs to no peer. */
const deadSdp = [
  "v=0",
  "o=- 1 2 IN IP4 127.0.0.1",
  "s=-",
  "t=0 0",
  "a=group:BUNDLE 0",
  "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
  "c=IN IP4 0.0.0.0",
  "a=ice-ufrag:abcd",
  "a=ice-pwd:abcdefghijklmnopqrstuvwx",
  `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => "AB").join(":")}`,
  "a=setup:actpass",
  "a=mid:0",
  "a=sctp-port:5000",
  "a=max-message-size:262144",
  "",
].join("\r\n");

const deadOffer = (announce: Announce, number: number, sdp = deadSdp) =>
  reply(announce, {
    offer: { type: "offer", sdp },
    offer_id: strangerId(number),
    peer_id: strangerId(number),
  });

export const evilScripts = {
  /** Takes announces and never answers. */
  silence: () => undefined,
  /** Cuts the connection at each announce. */
  kill: (connection) => connection.kill(),
  /** JSON, but not an object: null, a number, a string, an array. */
  null: (connection) => ["null", "42", '"x"', "[]"].forEach((frame) => connection.send(frame)),
  /** Not JSON, and binary. */
  garbage: (connection) => {
    connection.send("{");
    connection.send(Buffer.from([0, 255, 254]));
  },
  /** One frame of `size` bytes (default 1 MiB). */
  huge: (connection, announce, query) => {
    const size = Number(query.get("size") ?? 2 ** 20);
    connection.send(reply(announce, { "warning message": "x".repeat(size) }));
  },
  /** Answers for a swarm that we did not ask for. */
  "wrong-hash": (connection, announce) => {
    const elsewhere = { ...announce, info_hash: strangerId(7) };
    connection.send(reply(elsewhere));
    connection.send(deadOffer(elsewhere, 1));
  },
  /** Fields of the wrong type. */
  "wrong-types": (connection, announce) => {
    connection.send(reply(announce, { interval: "soon", complete: {}, incomplete: null }));
    connection.send(reply(announce, { offer: 1, offer_id: {}, peer_id: [] }));
    connection.send(reply(announce, { answer: null, offer_id: 3, peer_id: "short" }));
  },
  /** `?value=` seconds: 0, 1e-3 and 1e7 are worth trying. */
  interval: (connection, announce, query) =>
    connection.send(reply(announce, { interval: Number(query.get("value")) })),
  /** Many offers (`?n=`, default 500) of peers that are not there. */
  "offer-flood": (connection, announce, query) => {
    connection.send(reply(announce));
    for (let n = 0; n < Number(query.get("n") ?? 500); n++) connection.send(deadOffer(announce, n));
  },
  /** The same peer and the same offer twice. */
  "duplicate-ids": (connection, announce) => {
    connection.send(deadOffer(announce, 1));
    connection.send(deadOffer(announce, 1));
  },
  /** An offer that is no session description. */
  "bad-sdp": (connection, announce) => connection.send(deadOffer(announce, 1, "v=nonsense")),
  /** An answer to an offer that was never made, and twice to one that was. */
  "dead-answer": (connection, announce) => {
    const answer = { answer: { type: "answer", sdp: deadSdp }, peer_id: strangerId(1) };
    connection.send(reply(announce, { ...answer, offer_id: strangerId(99) }));
    for (const { offer_id } of announce.offers ?? []) {
      connection.send(reply(announce, { ...answer, offer_id }));
      connection.send(reply(announce, { ...answer, offer_id }));
    }
  },
  /** Hands our own offers back to us, under our own id. */
  echo: (connection, announce) => {
    connection.send(reply(announce));
    for (const offer of announce.offers ?? []) {
      connection.send(reply(announce, { ...offer, peer_id: announce.peer_id }));
    }
  },
  /** A failure, as trackers report one. */
  failure: (connection, announce) =>
    connection.send(reply(announce, { "failure reason": "go away" })),
} satisfies Record<string, EvilScript>;
