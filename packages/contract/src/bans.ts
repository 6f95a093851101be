/** A ban from the swarm. It outlives a host: the page keeps the records and hands them to the next host. */

export interface BanRecord {
  /** What is banned: the certificate of a connection (a SHA-256 fingerprint), or a network address. */
  readonly of: "certificate" | "address";
  readonly value: string;
  /** ms until it ends, from the moment at which the record is handed over. Infinity: with the session. */
  readonly rest: number;
  /** How often it was banned so far: an address is kept out twice as long each time. */
  readonly times: number;
}
