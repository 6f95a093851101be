/** What is held against whom: certificates and addresses, never ids. */
import {
  type BanRecord,
  type ConnectionId,
  defaultLimits,
  type ErrorCode,
  type Limits,
} from "@swarmlane/contract";
import { createSimulatedClock } from "@swarmlane/testkit";
import { describe, expect, test } from "vitest";
import { createLedger } from "./ledger.ts";

const minute = 60_000;
const house = "203.0.113.9";

function createScene(limits: Partial<Limits> = {}, bans: readonly BanRecord[] = []) {
  const clock = createSimulatedClock();
  const records: BanRecord[] = [];
  const ledger = createLedger({
    limits: { ...defaultLimits, ...limits },
    clock,
    bans,
    onBan: (record) => void records.push(record),
  });
  let last = 0;
  /** A connection with its own certificate by default. */
  const meet = (address = house, certificate = `certificate ${last + 1}`) => {
    const id = ++last as ConnectionId;
    ledger.note(id, { address, certificate });
    return {
      certificate,
      charge: (code: ErrorCode) => ledger.charge(id, { code, message: "" }),
      credit: () => ledger.credit(id),
    };
  };
  const isShut = (address = house) => ledger.isBanned({ address, certificate: "a new one" });
  return { clock, ledger, records, meet, isShut };
}

describe("a certificate", () => {
  test("is banned for the session after three offences within the window", async () => {
    const { meet, ledger, clock, records } = createScene();
    const peer = meet("");
    expect([1, 2, 3].map(() => peer.charge("P2P_STALLED"))).toEqual([false, false, true]);
    await clock.advance(24 * 60 * minute);
    expect(ledger.isBanned({ certificate: peer.certificate, address: "" })).toBe(true);
    expect(records).toMatchObject([{ of: "certificate", value: peer.certificate, rest: Infinity }]);
  });

  test("is not banned for offences that lie further apart", async () => {
    const { meet, clock } = createScene();
    const peer = meet("");
    for (let n = 0; n < 10; n++) {
      expect(peer.charge("P2P_STALLED")).toBe(false);
      await clock.advance(defaultLimits.strikeWindow);
    }
  });

  test("is banned at once when pollution is proven, also when its connection is gone", () => {
    const { meet, ledger } = createScene();
    const peer = meet();
    expect(peer.charge("P2P_POLLUTED")).toBe(true);
    expect(ledger.isBanned({ certificate: peer.certificate, address: "198.51.100.1" })).toBe(true);
  });

  test("that is not known is not held against anybody", () => {
    const { meet, ledger } = createScene();
    for (let n = 0; n < 10; n++) meet("", "").charge("P2P_POLLUTED");
    expect(ledger.isBanned({ certificate: "", address: "" })).toBe(false);
  });
});

describe("an address", () => {
  test("of IPv6 stands for its whole /64 network: a new one costs nothing", () => {
    const { meet, isShut } = createScene();
    meet("2001:db8:1:2::a").charge("P2P_POLLUTED");
    meet("2001:db8:1:2::b").charge("P2P_POLLUTED");
    expect(isShut("2001:db8:1:2:3:4:5:6")).toBe(true);
    expect(isShut("2001:db8:1:3::a")).toBe(false);
  });

  test("bears one banned peer, and is banned with the second", () => {
    const { meet, isShut } = createScene();
    meet().charge("P2P_POLLUTED");
    expect(isShut()).toBe(false);
    meet().charge("P2P_POLLUTED");
    expect(isShut()).toBe(true);
    expect(isShut("198.51.100.1")).toBe(false);
  });

  test("is banned for small offences too, whatever new certificates they come with", () => {
    const { meet, isShut } = createScene();
    for (let n = 0; n < 6; n++) {
      expect(isShut()).toBe(false);
      meet().charge("P2P_PROTOCOL_ERROR");
    }
    expect(isShut()).toBe(true);
  });

  test("bears more, the more peers behind it have delivered: an office does not pay for one of its members", () => {
    const { meet, isShut } = createScene();
    for (let n = 0; n < 3; n++) meet().credit();
    for (let n = 0; n < 4; n++) meet().charge("P2P_POLLUTED");
    expect(isShut()).toBe(false);
    meet().charge("P2P_POLLUTED");
    expect(isShut()).toBe(true);
  });

  test("has no advantage of what a polluter had delivered before", () => {
    const { meet, isShut } = createScene();
    for (let n = 0; n < 2; n++) {
      const polluter = meet();
      polluter.credit();
      polluter.charge("P2P_POLLUTED");
    }
    expect(isShut()).toBe(true);
  });

  test("is let in again after a while, on probation, and is banned twice as long the next time", async () => {
    const { meet, isShut, clock, records } = createScene();
    const offend = () => void meet().charge("P2P_POLLUTED");
    offend();
    offend();
    await clock.advance(minute);
    expect(isShut()).toBe(false);
    offend();
    expect(isShut()).toBe(true);
    await clock.advance(minute);
    expect(isShut()).toBe(true);
    await clock.advance(minute);
    expect(isShut()).toBe(false);
    const rests = records.filter(({ of }) => of === "address").map(({ rest }) => rest);
    expect(rests).toEqual([minute, 2 * minute]);
  });

  test("is banned for an hour at most", async () => {
    const { meet, records, clock } = createScene();
    for (let n = 0; n < 12; n++) {
      meet().charge("P2P_POLLUTED");
      meet().charge("P2P_POLLUTED");
      await clock.advance(defaultLimits.addressBanMax);
    }
    const rests = records.filter(({ of }) => of === "address").map(({ rest }) => rest);
    expect(rests.at(-1)).toBe(defaultLimits.addressBanMax);
  });
});

test("what is ours or nobody's is held against nobody", () => {
  const { meet, records } = createScene();
  const peer = meet();
  const codes = [
    "P2P_CLOSED",
    "P2P_EXPIRED",
    "P2P_NO_MEMORY",
    "P2P_DUPLICATE",
    "INTERNAL",
  ] as const;
  for (const code of codes) for (let n = 0; n < 10; n++) expect(peer.charge(code)).toBe(false);
  expect(records).toEqual([]);
});

test("bans survive the ledger: another one that is handed the records keeps the same out", async () => {
  const first = createScene();
  const polluter = first.meet();
  polluter.charge("P2P_POLLUTED");
  first.meet().charge("P2P_POLLUTED");
  const second = createScene({}, structuredClone(first.records));
  expect(second.isShut()).toBe(true);
  const { certificate } = polluter;
  expect(second.ledger.isBanned({ certificate, address: "198.51.100.1" })).toBe(true);
  await second.clock.advance(minute);
  expect(second.isShut()).toBe(false);
  expect(second.ledger.isBanned({ certificate, address: "198.51.100.1" })).toBe(true);
});

test("memory is bounded, however many certificates and addresses there are", () => {
  const { meet, ledger } = createScene({ bans: 10 });
  for (let n = 0; n < 100; n++) meet(`10.0.0.${n}`).charge("P2P_POLLUTED");
  expect(ledger.isBanned({ certificate: "certificate 100", address: "" })).toBe(true);
  expect(ledger.isBanned({ certificate: "certificate 1", address: "" })).toBe(false);
});
