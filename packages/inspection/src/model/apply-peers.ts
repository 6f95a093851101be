/** How messages about peers change a model. */
import type { MessageOf } from "../format/message.ts";
import { omit } from "../omit.ts";
import { forgetOldest } from "./forget-oldest.ts";
import { modelLimits, type Model, type PeerModel } from "./model.ts";

type Announced = PeerModel["announced"];
const nothingAnnounced: Announced = new Map();

export function notePeer(model: Model, message: MessageOf<"peer">): void {
  const { t } = message;
  const before = model.peers.get(message.peer);
  const isSame = before?.state === message.state;
  model.peers.set(message.peer, {
    ...omit(message, "type", "n", "t"),
    since: isSame ? before.since : t,
    announced:
      message.state === "gone" ? nothingAnnounced : (before?.announced ?? nothingAnnounced),
  });
  forgetOldest(model.peers, modelLimits.formerPeers, ({ state }) => state === "gone");
}

export function noteAnnouncement(model: Model, message: MessageOf<"announce">): void {
  const { peer, stream, loaded, loading, gone } = message;
  const before = model.peers.get(peer);
  if (before === undefined) return;
  const sequences = new Map(before.announced.get(stream));
  for (const sequence of gone) sequences.delete(sequence);
  for (const sequence of loading) sequences.set(sequence, "loading");
  for (const sequence of loaded) sequences.set(sequence, "loaded");
  const announced = new Map(before.announced);
  if (sequences.size === 0) announced.delete(stream);
  else announced.set(stream, sequences);
  model.peers.set(peer, { ...before, announced });
}
