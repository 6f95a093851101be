/**
 * Counts offences and bans peers. Either thread. Blame belongs to what a peer cannot choose freely: the certificate that
 * its connection proved to own, and its address. Ids are only claimed, and play no part here.
 *
 * A certificate is banned for the session. Since a new one costs nothing, an address pays as well, but later: it may be
 * that of a household or an office, so it is banned for a while only, which doubles each time, and takes more the more
 * peers behind it have delivered. Of IPv6, the /64 network counts as one address. Bounded: what was not used for longest is forgotten.
 */
import type { BanRecord, ConnectionId, ErrorInfo, Limits } from "@swarmlane/contract";
import { blameFor, type Clock } from "@swarmlane/contract";
import { createLruMap } from "./lru-map.ts";
import { networkOf } from "./network.ts";

/** Where a connection leads. "" means unknown: an unknown certificate or address is never charged. */
export interface Origin {
  readonly certificate: string;
  readonly address: string;
}

export interface Ledger {
  /** Remembers where a connection leads, also after it has closed, because proof may come later. */
  note(connectionId: ConnectionId, origin: Origin): void;
  /** The connection delivered a part of a valid segment: its address can bear more offences. */
  credit(connectionId: ConnectionId): void;
  /** Counts what the table of blame says of `error`. True when it led to a ban. */
  charge(connectionId: ConnectionId, error: ErrorInfo): boolean;
  isBanned(origin: Origin): boolean;
}

export interface LedgerOptions {
  readonly limits: Pick<
    Limits,
    "strikes" | "strikeWindow" | "bans" | "addressShare" | "addressBanMin" | "addressBanMax"
  >;
  readonly clock: Pick<Clock, "now">;
  readonly bans: readonly BanRecord[];
  /** Called with each ban. The page keeps it for the next ledger. */
  readonly onBan: (record: BanRecord) => void;
}

/** Points with their times. */
type Points = readonly { readonly at: number; readonly points: number }[];

interface AddressRecord {
  readonly points: Points;
  /** Certificates behind it that have delivered. */
  readonly creditors: ReadonlySet<string>;
  readonly bannedUntil: number;
  /** How often it was banned. */
  readonly times: number;
}

const stranger: AddressRecord = {
  points: [],
  creditors: new Set(),
  bannedUntil: -Infinity,
  times: 0,
};

/** More certificates than these make no difference. */
const mostCreditors = 50;

export function createLedger({ limits, clock, bans, onBan }: LedgerOptions): Ledger {
  const origins = createLruMap<ConnectionId, Origin>(limits.bans);
  const points = createLruMap<string, Points>(limits.bans);
  const certificates = createLruMap<string, true>(limits.bans);
  const addresses = createLruMap<string, AddressRecord>(limits.bans);

  for (const { of, value, rest, times } of bans) {
    if (of === "certificate") certificates.set(value, true);
    else addresses.set(value, { ...stranger, bannedUntil: clock.now() + rest, times });
  }

  const recent = (all: Points): Points =>
    all.filter(({ at }) => clock.now() - at < limits.strikeWindow);
  const sum = (all: Points): number => all.reduce((total, each) => total + each.points, 0);
  const more = (all: Points, count: number): Points => [
    ...recent(all),
    { at: clock.now(), points: count },
  ];

  function chargeCertificate({ certificate, address }: Origin, count: number): boolean {
    const next = more(points.get(certificate) ?? [], count);
    points.set(certificate, next);
    if (certificates.get(certificate) === true || sum(next) < limits.strikes) return false;
    certificates.set(certificate, true);
    discredit(certificate, address);
    onBan({ of: "certificate", value: certificate, rest: Infinity, times: 1 });
    return true;
  }

  /** What the certificate delivered no longer counts for its address. */
  function discredit(certificate: string, address: string): void {
    const record = addresses.get(address);
    if (record?.creditors.has(certificate) !== true) return;
    const creditors = new Set(record.creditors);
    creditors.delete(certificate);
    addresses.set(address, { ...record, creditors });
  }

  function chargeAddress(address: string, count: number): boolean {
    const before = addresses.get(address) ?? stranger;
    const next = more(before.points, count);
    // One that was banned before is on probation: a single certificate's worth of offences is enough.
    const share = before.times > 0 ? 1 : limits.addressShare;
    const allowed = limits.strikes * (share + before.creditors.size);
    if (sum(next) < allowed) {
      addresses.set(address, { ...before, points: next });
      return false;
    }
    const rest = Math.min(limits.addressBanMax, limits.addressBanMin * 2 ** before.times);
    const times = before.times + 1;
    addresses.set(address, { ...before, points: [], bannedUntil: clock.now() + rest, times });
    onBan({ of: "address", value: address, rest, times });
    return true;
  }

  return {
    note: (connectionId, { certificate, address }) =>
      origins.set(connectionId, { certificate, address: networkOf(address) }),
    credit(connectionId) {
      const { address, certificate } = origins.get(connectionId) ?? unknown;
      if (address === "" || certificate === "") return;
      const before = addresses.get(address) ?? stranger;
      if (before.creditors.has(certificate) || before.creditors.size >= mostCreditors) return;
      const creditors = new Set([...before.creditors, certificate]);
      addresses.set(address, { ...before, creditors });
    },
    charge(connectionId, error) {
      const { strike } = blameFor(error);
      const { address, certificate } = origins.get(connectionId) ?? unknown;
      const count = strike === "ban" ? limits.strikes : strike;
      if (count === 0) return false;
      const isCertificateBanned =
        certificate !== "" && chargeCertificate({ certificate, address }, count);
      const isAddressBanned = address !== "" && chargeAddress(address, count);
      return isCertificateBanned || isAddressBanned;
    },
    isBanned({ certificate, address }) {
      if (certificate !== "" && certificates.get(certificate) === true) return true;
      return (addresses.get(networkOf(address))?.bannedUntil ?? 0) > clock.now();
    },
  };
}

const unknown: Origin = { certificate: "", address: "" };
