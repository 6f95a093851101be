/** A ban from the swarm. It outlives a host: the page keeps the records and passes them to the next host. */

export interface BanRecord {
  /** The subject of the ban: the certificate of a connection (a SHA-256 fingerprint), or a network address. */
  readonly of: "certificate" | "address";
  readonly value: string;
  /** ms until the ban ends, counted from the time when the record is passed on. Infinity: it ends with the session. */
  readonly rest: number;
  /** The number of bans so far. Each further ban of an address lasts twice as long. */
  readonly times: number;
}
