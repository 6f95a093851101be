/** The life of one synthetic peer: admitted, announcing, serving, and now and then leaving. */
import type { Draft } from "../format/message.ts";
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
    const active = { active: { download: "free", upload: "none" } };
    const edges = [edgeOf(sessionDefinition, "pending", "admit")];
    yield { type: "transition", actor, event: "admit", from: "pending", to: active, edges };

    const facts = {
      ...({ type: "peer", peer, address: `192.0.2.${index}:5000`, connection, actor } as const),
      ...{ download: "free", upload: "none", isFree: true, isBanned: false },
    };
    let [downloaded, uploaded, strikes] = [0, 0, 0];
    const said = (state: "active" | "gone"): Draft => ({
      ...{ ...facts, state, downloaded, uploaded, strikes },
      downSpeed: 100 + dice.below(2000),
      upSpeed: 50 + dice.below(500),
    });
    yield said("active");
    const rounds = 40 + dice.below(200);
    for (let round = 0; round < rounds; round += 1) {
      yield announcement(world, peer);
      downloaded += dice.below(2_000_000);
      uploaded += dice.below(500_000);
      world.traffic.uploaded += dice.below(500_000);
      if (dice() < 0.01) strikes += 1;
      yield said("active");
      yield { type: "event", actor, name: "upload.asked", data: { segmentId: `${stream}+3` } };
    }
    yield said("gone");
    yield { type: "end", actor, how: "done" };
  }
}

/** It has what is about to play, and forgets what is long past. */
function announcement({ dice, head, segments }: World, peer: string): Draft {
  const at = (offset: number): string => String(Math.min(segments.length - 1, head + offset));
  const [next, soon] = [dice.below(20), dice.below(40)];
  const gone = head > 30 ? [String(head - 30)] : [];
  return { type: "announce", peer, stream, loaded: [at(next)], loading: [at(soon)], gone };
}
