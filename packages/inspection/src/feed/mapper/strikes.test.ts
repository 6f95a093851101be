import {
  blameTable,
  defaultEngineSettings,
  type ErrorCode,
  errorCodes,
  type InspectedHost,
  type PeerId,
} from "@swarmlane/contract";
import { expect, test } from "vitest";
import type { Draft } from "../../format/message.ts";
import { createPeerMapper } from "./peers.ts";

const peerId = "cc".repeat(20) as PeerId;

interface Claim {
  readonly id: number;
  readonly state: unknown;
  readonly certificate: string;
}

const inUse = { inUse: { lane: "clear", liveness: "trusted", upload: "none" } };

/** A swarm with these connections to one peer, as the mapper reads it. */
function createScene(claims: readonly Claim[] = [{ id: 1, state: inUse, certificate: "mine" }]) {
  const connections = new Map<number, object>();
  for (const { id, state, certificate } of claims) {
    const snapshot = { status: "active", value: state, children: {} };
    const session = { sessionId: `x:${id}`, getSnapshot: () => snapshot };
    const identity = { peerId, address: "192.0.2.7", certificate };
    connections.set(id, { id, session, identity });
  }
  const peers = new Map([[peerId, { id: peerId, room: 1 }]]);
  const context = { connections, peers };
  const swarm = { getSnapshot: () => ({ context }) };
  const root = { getSnapshot: () => ({ children: { swarm } }) };
  const said: Draft[] = [];
  const host = { root, peerId, settings: defaultEngineSettings } as unknown as InspectedHost;
  const say = (draft: Draft): void => void said.push(draft);
  const silent = {
    replace: () => undefined,
    change: () => undefined,
    drop: () => undefined,
    holdersOf: () => [],
  };
  const mapper = createPeerMapper({ host, say, now: () => 0, toSession: (at) => at }, silent);
  mapper.onEngine({ type: "peer/connected", peerId, remoteAddress: "192.0.2.7" });
  mapper.tick();
  return {
    mapper,
    leave: () => {
      connections.clear();
      peers.clear();
      mapper.onEngine({ type: "peer/closed", peerId });
    },
    peer: () => {
      mapper.tick();
      return said.filter((draft) => draft.type === "peer").at(-1);
    },
  };
}

const error = (code: ErrorCode) => ({ code, message: "what happened" });

test.each(errorCodes)("%s counts for what the table of blame says, and once", (code) => {
  const { strike, disconnects } = blameTable[code];
  const points = strike === "ban" ? 0 : strike;

  const settled = createScene();
  settled.mapper.onSwarm({ type: "session.settled", connectionId: 1, error: error(code) });
  expect(settled.peer()?.strikes, "settled").toBe(disconnects ? 0 : points);
  settled.mapper.onSwarm({ type: "session.ended", connectionId: 1, error: error(code) });
  if (disconnects) expect(settled.peer()?.strikes, "settled and ended").toBe(points);

  const blamed = createScene();
  blamed.mapper.onSwarm({ type: "source.blamed", source: 1, error: error(code) });
  expect(blamed.peer()?.strikes, "blamed").toBe(disconnects ? 0 : points);
  if (disconnects)
    blamed.mapper.onSwarm({ type: "session.ended", connectionId: 1, error: error(code) });
  expect(blamed.peer()).toMatchObject({
    strikes: points,
    isBanned: strike === "ban" || (code === "P2P_BANNED" && disconnects),
  });
});

test("what is proven after the connection has closed is held against the peer that has left", () => {
  const { mapper, leave, peer } = createScene();
  mapper.onSwarm({ type: "session.ended", connectionId: 1, error: error("P2P_CLOSED") });
  leave();
  mapper.onSwarm({ type: "source.blamed", source: 1, error: error("P2P_FALSE_SIZE") });
  expect(peer()).toMatchObject({ state: "gone", strikes: 1, error: { code: "P2P_FALSE_SIZE" } });
});

test("an offence of another peer with the same id does not count for the peer", () => {
  const claims = [
    { id: 1, state: inUse, certificate: "mine" },
    { id: 2, state: "standby", certificate: "another" },
    { id: 3, state: "standby", certificate: "mine" },
  ];
  const { mapper, peer } = createScene(claims);
  const end = (connectionId: number, code: ErrorCode) =>
    mapper.onSwarm({ type: "session.ended", connectionId, error: error(code) });
  end(2, "P2P_LIMIT_EXCEEDED");
  end(3, "P2P_DUPLICATE");
  expect(peer()).toMatchObject({ strikes: 0 });
  expect(peer()?.error).toBeUndefined();
  end(3, "P2P_LIMIT_EXCEEDED");
  expect(peer()).toMatchObject({ strikes: 1, error: { code: "P2P_LIMIT_EXCEEDED" } });
});

test.each([
  ["its certificate", { of: "certificate", value: "mine" }, true],
  ["another certificate", { of: "certificate", value: "another" }, false],
  ["the address that it may share with others", { of: "address", value: "192.0.2.7" }, false],
] as const)("a ban of %s", (_, banned, isBanned) => {
  const { mapper, peer } = createScene();
  mapper.onEngine({ type: "peer/banned", record: { ...banned, rest: Infinity, times: 1 } });
  expect(peer()?.isBanned).toBe(isBanned);
});
