/** The selection, including related items. All views read it, so that they show the same thing. Pure. */
import type { Message, Model } from "@swarmlane/inspection";

export interface Selection {
  /** Keys and ids as the messages name them. */
  readonly segment?: string | undefined;
  readonly actor?: string | undefined;
  readonly peer?: string | undefined;
  /** Number of a message. */
  readonly message?: number | undefined;
}

export function selectSegment(model: Readonly<Model>, segment: string): Selection {
  const found = model.segments.get(segment);
  const actor = found?.actor ?? actorAbout(model, (each) => each.segment === segment);
  return { segment, actor, peer: found?.peer };
}

export function selectPeer(model: Readonly<Model>, before: Selection, peer: string): Selection {
  const actor =
    model.peers.get(peer)?.actor ?? actorAbout(model, (each) => each.peer === peer) ?? before.actor;
  return { segment: before.segment, peer, actor };
}

export function selectActor(model: Readonly<Model>, before: Selection, actor: string): Selection {
  const found = model.actors.get(actor) ?? model.ended.get(actor);
  return {
    actor,
    segment: found?.segment ?? before.segment,
    peer: found?.peer ?? before.peer,
  };
}

/** A message is about an actor, a segment, a peer, or several of them. */
export function selectMessage(
  model: Readonly<Model>,
  before: Selection,
  message: Message,
): Selection {
  const { actor, segment, peer } = subjectsOf(message);
  const found =
    actor === undefined ? undefined : (model.actors.get(actor) ?? model.ended.get(actor));
  const about = segment ?? found?.segment;
  return {
    message: message.n,
    segment: about ?? before.segment,
    actor:
      actor ??
      (about === undefined ? undefined : selectSegment(model, about).actor) ??
      before.actor,
    peer: peer ?? found?.peer ?? before.peer,
  };
}

/** What a message names itself. */
export function subjectsOf(message: Message): Omit<Selection, "message"> {
  return {
    actor: "actor" in message ? message.actor : undefined,
    segment: "segment" in message ? message.segment : undefined,
    peer: "peer" in message ? message.peer : undefined,
  };
}

function actorAbout(
  { actors, ended }: Readonly<Model>,
  isIt: (actor: { segment?: string | undefined; peer?: string | undefined }) => boolean,
): string | undefined {
  for (const [id, actor] of actors) if (isIt(actor)) return id;
  for (const [id, actor] of ended) if (isIt(actor)) return id;
  return undefined;
}
