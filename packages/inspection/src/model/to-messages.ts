/**
 * A model as the messages that make it: the base of a session whose beginning is no longer there. Applied to a new
 * model they give this one, but for counts of what is past (arrows, events) and ages.
 */
import type { Draft, Message } from "../format/message.ts";
import { omit } from "../omit.ts";
import type { ActorModel, Model, PeerModel, SegmentModel } from "./model.ts";

/** All of them have the model's number and time. */
export function toMessages(model: Model): Message[] {
  const { n, t } = model;
  const drafts: Draft[] = [
    ...[...model.machines.values()].map((machine) => ({ type: "machine", machine }) as const),
    ...(model.settings === undefined
      ? []
      : [{ type: "settings", settings: model.settings } as const]),
    ...[...model.actors.values()].map(actorDraft),
    queueDraft(model),
    ...[...model.segments.values()].map(segmentDraft),
    ...[...model.transfers.values()],
    ...[...model.peers.values()].flatMap(peerDrafts),
    { ...model.traffic, type: "traffic" },
    ...(model.tracker === undefined ? [] : [{ ...model.tracker, type: "tracker" } as const]),
    ...(model.storage === undefined ? [] : [{ ...model.storage, type: "storage" } as const]),
    ...model.warnings,
  ];
  return drafts.map((draft) => ({ ...draft, n, t }));
}

function actorDraft(model: ActorModel): Draft {
  const { actor, id, facts, parent, machine, src, segment, peer, state } = model;
  return {
    ...{ type: "actor", actor, id, facts, isLate: true },
    ...(parent === undefined ? {} : { parent }),
    ...(machine === undefined ? {} : { machine }),
    ...(src === undefined ? {} : { src }),
    ...(segment === undefined ? {} : { segment }),
    ...(peer === undefined ? {} : { peer }),
    ...(state === undefined ? {} : { state }),
  };
}

/** Those that left are of no use to somebody who comes later. */
function queueDraft({ segments }: Model): Draft {
  const added = [...segments.values()].flatMap(({ priority, ...segment }) => {
    const { key, id, stream, sequence, url, range } = segment;
    if (priority === undefined) return [];
    return [
      { key, id, stream, sequence, url, priority, ...(range === undefined ? {} : { range }) },
    ];
  });
  return { type: "queue", added, removed: [], shift: 0, priorities: [] };
}

function segmentDraft({ key, state, reason, actor, peer, error, retryAt }: SegmentModel): Draft {
  return {
    type: "segment",
    segment: key,
    state,
    reason,
    ...(actor === undefined ? {} : { actor }),
    ...(peer === undefined ? {} : { peer }),
    ...(error === undefined ? {} : { error }),
    ...(retryAt === undefined ? {} : { retryAt }),
  };
}

function peerDrafts(model: PeerModel): Draft[] {
  const peer = omit(model, "announced", "since");
  const announcements = [...model.announced].map(([stream, sequences]): Draft => {
    const having = (wanted: string): string[] =>
      [...sequences].filter(([, status]) => status === wanted).map(([sequence]) => sequence);
    const [loaded, loading] = [having("loaded"), having("loading")];
    return { type: "announce", peer: peer.peer, stream, loaded, loading, gone: [] };
  });
  return [{ type: "peer", ...peer }, ...announcements];
}
