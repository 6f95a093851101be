/** The life of one synthetic peer: admitted, announcing, serving, and now and then leaving. */
import type { Draft } from "../format/message.ts";
import type { InspectedError } from "../format/parts.ts";
import { edgeOf, sessionDefinition } from "./machines.fake.ts";
import { nextActor, stream, type World } from "./world.fake.ts";

/** Endless. */
export function* peerStory(world: World, index: number): Generator<Draft, void> {
  const { dice } = world;
  const peer = world.peers[index] ?? "";
  for (let connection = index; ; connection += world.peers.length) {
    const actor = nextActor(world);
    const id = `connection ${connection}`;
    const base = { machine: "session", src: "peerSession", state: "pending", facts: {} };
    yield { type: "actor", actor, id, parent: "x:2", peer, ...base };
    yield { type: "event", actor, from: "x:2", name: "admit", data: { peer } };
    const inUse = { inUse: { lane: "silent", liveness: "trusted", upload: "none" } };
    const edges = [edgeOf(sessionDefinition, "pending", "admit")];
    yield { type: "transition", actor, event: "admit", from: "pending", to: inUse, edges };
    const clear = { inUse: { ...inUse.inUse, lane: "clear" } };
    const spoke = [edgeOf(sessionDefinition, "inUse.lane.silent", "peer.spoke")];
    yield { type: "event", actor, from: actor, name: "peer.spoke" };
    yield { type: "transition", actor, event: "peer.spoke", from: inUse, to: clear, edges: spoke };

    const facts = {
      ...({ type: "peer", peer, address: `192.0.2.${index}:5000`, connection, actor } as const),
      ...{ download: "none", upload: "none", isFree: true },
    };
    const account = { downloaded: 0, uploaded: 0, strikes: 0, isBanned: false };
    let error: InspectedError | undefined;
    const said = (state: "active" | "gone"): Draft => ({
      ...{ ...facts, ...account, state },
      ...(error === undefined ? {} : { error }),
      downSpeed: 100 + dice.below(2000),
      upSpeed: 50 + dice.below(500),
    });
    yield said("active");
    const rounds = 40 + dice.below(200);
    for (let round = 0; round < rounds && !account.isBanned; round += 1) {
      yield announcement(world, peer);
      account.downloaded += dice.below(2_000_000);
      account.uploaded += dice.below(500_000);
      world.traffic.uploaded += dice.below(500_000);
      if (dice() < 0.05) {
        error = stalled;
        account.strikes += 1;
        account.isBanned = account.strikes === 3;
      }
      yield said("active");
      const request = { id: `${stream}+3`, number: round };
      yield { type: "event", actor, name: "upload.asked", data: { request } };
    }
    if (account.isBanned) error = banned;
    yield said("gone");
    yield { type: "end", actor, how: "done" };
  }
}

const stalled = {
  code: "P2P_STALLED",
  message: "the peer stopped sending in the middle of a transfer",
} as const;
const banned = { code: "P2P_BANNED", message: `banned: ${stalled.message}` } as const;

/** It has what is about to play, and forgets what is long past. */
function announcement({ dice, head, segments }: World, peer: string): Draft {
  const at = (offset: number): string => String(Math.min(segments.length - 1, head + offset));
  const [next, soon] = [dice.below(20), dice.below(40)];
  const gone = head > 30 ? [String(head - 30)] : [];
  return { type: "announce", peer, stream, loaded: [at(next)], loading: [at(soon)], gone };
}
