/**
 * One connection to one peer, from its channel's creation to its end. Either thread. Its admission (pending, standby, in
 * use, ended), whether an upload runs and whether a 0.6 peer still sends the rest of a cancelled transfer are states of
 * this machine and kept nowhere else. Each download is a machine of its own. Bytes go through the link and cause no
 * transition.
 */
import {
  blameFor,
  type EnginePorts,
  type EngineSettings,
  type ErrorInfo,
} from "@swarmlane/contract";
import {
  createPieceCursor,
  createRelayCursor,
  encodeCommand,
  pieceHeaderBytes,
} from "@swarmlane/wire";
import { assign, fromPromise, setup, type SnapshotFrom, spawnChild, stopChild } from "xstate";
import { downloadMachine } from "../download/download.machine.ts";
import type { Relay } from "../upload/relays.ts";
import type { UploadQueue } from "../upload/upload-queue.ts";
import type { UploadSlots } from "../upload/upload-slots.ts";
import type { Link } from "./link.ts";
import type { SessionEvent } from "./session-events.ts";

export interface PeerSessionInput {
  readonly link: Link;
  readonly ports: Pick<EnginePorts, "clock" | "limits">;
  readonly settings: Readonly<EngineSettings>;
  readonly slots: UploadSlots;
}

export interface PeerSessionContext extends PeerSessionInput {
  /** The probe asks whether the peer has sent anything since then (ms), or has read more of what we send it. */
  readonly probedSince: number;
  readonly drainedAtProbe: number;
  /** Bytes that had left when an upload was last seen to move, to see a stuck one; and when that was (ms). */
  readonly drainedBefore: number;
  readonly drainedAt: number;
  /** Stops listening to what is being relayed. */
  readonly stopRelay: () => void;
  /** Why it ended. */
  readonly error: ErrorInfo;
}

/** What an upload sends: a stored segment, or one that is still arriving. */
type Source = Uint8Array | Relay;

const closed: ErrorInfo = { code: "P2P_CLOSED", message: "the connection was closed" };
const stuck: ErrorInfo = { code: "P2P_NOT_READING", message: "the peer takes no bytes" };
const duplicate: ErrorInfo = {
  code: "P2P_DUPLICATE",
  message: "another connection to the peer is in use",
};
const unavailable: ErrorInfo = { code: "P2P_UNAVAILABLE", message: "the peer is not free" };

const sessionSetup = setup({
  types: {
    input: {} as PeerSessionInput,
    context: {} as PeerSessionContext,
    events: {} as SessionEvent,
  },
  actors: {
    download: downloadMachine,
    readSegment: fromPromise<Source | undefined, UploadQueue>(({ input }) => input.read()),
  },
  delays: {
    glareGrace: ({ context }) => context.ports.limits.glareGrace,
    untilQuiet: ({ context: { ports, link } }) =>
      Math.max(1, ports.limits.cancelQuiet - link.transfers.silence()),
    slotWait: ({ context }) => context.ports.limits.uploadSlotWait,
    /** Often enough to see a stuck upload within a sixth of the limit. */
    drainCheck: ({ context }) => context.ports.limits.uploadStuck / 6,
  },
  guards: {
    hasSpoken: ({ context: { link } }) => link.account.heardAt !== undefined,
    hasRoom: ({ context }) => capacityOf(context) > 0,
    isUnnumbered: ({ context: { link } }) => !link.dialect.isNumbered,
    isQuiet: ({ context: { ports, link } }) => link.transfers.silence() >= ports.limits.cancelQuiet,
    closesConnection: ({ event }) =>
      event.type === "download.ended" &&
      event.error !== undefined &&
      blameFor(event.error).disconnects,
    isAcceptable: ({ context: { link }, event }) =>
      event.type === "upload.asked" && link.uploads.mayAccept(event.request),
    hasUploadWaiting: ({ context: { link } }) => link.uploads.hasWaiting,
    isCurrentUpload: ({ context: { link }, event }) =>
      event.type === "upload.withdrawn" && link.uploads.isCurrent(event.request),
    isUploadStuck: ({ context }) =>
      !hasDrained(context) &&
      context.ports.clock.now() - context.drainedAt >= context.ports.limits.uploadStuck,
    /** We have the segment, in the size that the peer expects, and it does not end before the requested byte. */
    isOfUse: ({ context: { link } }, source: Source | undefined) => {
      if (!(source instanceof Uint8Array)) return false;
      const { offset = 0, size = source.byteLength } = link.uploads.current ?? {};
      return source.byteLength > offset && source.byteLength === size;
    },
    /** It is still arriving, and we have more of it than the peer has. */
    isArriving: ({ context: { link } }, source: Source | undefined) => {
      if (source === undefined || source instanceof Uint8Array || !source.isOpen) return false;
      const { offset = 0, size = source.size } = link.uploads.current ?? {};
      return source.view().byteLength > offset && source.size === size;
    },
  },
  actions: {
    listen: ({ context: { link }, self }) => link.listen((event) => self.send(event)),
    greet: ({ context: { link }, event }) => {
      link.greet();
      if (event.type === "admit" && event.greeting !== undefined)
        link.sendQueue.announce(event.greeting);
    },
    goLive: ({ context: { link } }) => link.goLive(),
    goQuiet: ({ context: { link } }) => link.goQuiet(),

    noteProbe: assign(({ context: { link }, event }) =>
      event.type === "probe"
        ? { probedSince: event.since, drainedAtProbe: link.sendQueue.drained }
        : {},
    ),
    /** Only when it is known what the peer speaks. */
    probe: ({ context: { link, probedSince } }) => {
      if (link.account.heardAt !== undefined && link.account.heardAt < probedSince) link.probe();
    },
    tellProbed: ({ context: { link, probedSince, drainedAtProbe } }) => {
      const isHeard = link.account.heardAt !== undefined && link.account.heardAt >= probedSince;
      // Reading what we send shows life as well: a peer that is served has nothing to say.
      const isAlive = isHeard || link.sendQueue.drained - drainedAtProbe > probeBytes;
      link.tell({ type: "session.probed", connectionId: link.connectionId, isAlive });
    },

    startDownload: spawnChild("download", {
      id: ({ event }) =>
        event.type === "download.request" ? `download ${event.request.token}` : "",
      input: ({ context: { link }, event }) => {
        if (event.type !== "download.request") throw new Error("only a request starts a download");
        return { request: event.request, link };
      },
    }),
    stopDownload: stopChild(({ event }) => (event.type === "download.ended" ? event.id : "")),
    tellSettled: ({ context: { link }, event }) => {
      if (event.type !== "download.ended") return;
      const { segment, error } = event;
      link.tell({ type: "session.settled", connectionId: link.connectionId, segment, error });
    },
    cancelDownload: ({ context: { link }, event }) => {
      if (event.type !== "download.cancel") return;
      const { token, code, reason } = event;
      link.transfers.cancel({ code, message: reason }, token);
    },
    refuseRequest: ({ event }) => {
      if (event.type !== "download.request") return;
      const { token, replyTo } = event.request;
      replyTo.send({ type: "download.failed", token, error: unavailable, partial: undefined });
    },
    tellRefused: ({ context: { link }, event }) => {
      if (event.type !== "download.request") return;
      const { segment } = event.request;
      const { connectionId } = link;
      link.tell({ type: "session.settled", connectionId, segment, error: unavailable });
    },
    tellDrained: ({ context: { link } }) => link.tell({ type: "session.drained" }),
    giveUpDownloads: ({ context: { link } }, error: ErrorInfo) => link.transfers.giveUp(error),

    queueUpload: ({ context: { link }, event }) => {
      if (event.type === "upload.asked") link.uploads.push(event.request);
    },
    refuseUpload: ({ context: { link }, event }) => {
      if (event.type !== "upload.asked") return;
      const { id, number } = event.request;
      link.sendQueue.command(encodeCommand({ type: "absent", id, number }));
    },
    withdrawUpload: ({ context: { link }, event }) => {
      if (event.type === "upload.withdrawn") link.uploads.withdraw(event.request);
    },
    startNextUpload: ({ context: { link } }) => link.uploads.startNext(),
    requestSlot: ({ context: { slots, link } }) => slots.request(link.uploader),
    answerAbsent: ({ context: { link } }) => refuse(link, false),
    answerBusy: ({ context: { link } }) => refuse(link, true),
    sendSegment: ({ context }, source: Source | undefined) => {
      const { link } = context;
      const { current } = link.uploads;
      if (current === undefined || !(source instanceof Uint8Array)) return;
      const { id, number } = current;
      const header = { type: "data", id, size: source.byteLength } as const;
      const command = number === undefined ? encodeCommand(header) : undefined;
      const pieces = createPieceCursor(source, frameBytesOf(context, number), current);
      link.sendQueue.startUpload(command, pieces);
    },
    relaySegment: assign(({ context, self }, source: Source | undefined) => {
      const { link } = context;
      const { number, offset = 0 } = link.uploads.current ?? {};
      if (number === undefined || source === undefined || source instanceof Uint8Array) return {};
      const { size } = source;
      link.isRelaying = true;
      const pieces = createRelayCursor(frameBytesOf(context, number), { number, size, offset });
      pieces.add(source.view().subarray(offset));
      link.sendQueue.startUpload(undefined, pieces);
      const stopRelay = source.listen({
        onBytes(bytes) {
          pieces.add(bytes);
          link.sendQueue.pump();
        },
        onLost: () => self.send({ type: "upload.lost" }),
      });
      return { stopRelay };
    }),
    readAhead: ({ context: { link } }) => link.uploads.readAhead(),
    noteDrain: assign(({ context: { ports, link } }) => ({
      drainedBefore: link.sendQueue.drained,
      drainedAt: ports.clock.now(),
    })),
    noteDrainIfMoved: assign(({ context }) =>
      hasDrained(context)
        ? {
            drainedBefore: context.link.sendQueue.drained,
            drainedAt: context.ports.clock.now(),
          }
        : {},
    ),
    stopUpload: ({ context: { link, slots, stopRelay } }) => {
      stopRelay();
      link.sendQueue.cancelUpload();
      slots.release(link.uploader);
      link.isRelaying = false;
    },
    forgetUpload: ({ context: { link } }) => link.uploads.finishCurrent(),
    clearUploads: ({ context: { link } }) => link.uploads.clear(),

    noteError: assign((_, error: ErrorInfo) => ({ error })),
    shut: ({ context: { link } }) => link.shut(),
    giveUpEverything: ({ context: { link, error } }) => link.transfers.giveUp(error),
    tellEnded: ({ context: { link, error } }) => {
      if (link.log.enabled) link.log("peer close", link.connectionId, error);
      link.tell({ type: "session.ended", connectionId: link.connectionId, error });
    },
  },
});

const endWith = (error: ErrorInfo) =>
  ({ target: "#session.ended", actions: { type: "noteError", params: error } }) as const;

export const peerSessionMachine = sessionSetup.createMachine({
  id: "session",
  context: ({ input }) => ({
    ...input,
    probedSince: 0,
    drainedAtProbe: 0,
    drainedBefore: 0,
    drainedAt: 0,
    stopRelay: () => undefined,
    error: closed,
  }),
  entry: "listen",
  on: {
    "download.request": { actions: ["refuseRequest", "tellRefused"] },
    "download.cancel": { actions: "cancelDownload" },
    "download.ended": [
      {
        guard: "closesConnection",
        target: ".ended",
        actions: [
          "stopDownload",
          "tellSettled",
          { type: "noteError", params: ({ event }) => event.error ?? closed },
        ],
      },
      { actions: ["stopDownload", "tellSettled"] },
    ],
    end: { target: ".ended", actions: { type: "noteError", params: ({ event }) => event.error } },
  },
  initial: "pending",
  states: {
    /** Not admitted yet. Frames are kept. */
    pending: {
      on: { admit: "inUse", "stand.by": "standby" },
    },
    /** Another connection to the same peer id is in use. Silent; frames are kept. */
    standby: {
      on: { admit: "inUse" },
    },

    inUse: {
      type: "parallel",
      entry: ["greet", "goLive"],
      exit: "goQuiet",
      on: {
        "stand.by": {
          target: "standby",
          actions: { type: "giveUpDownloads", params: duplicate },
        },
      },
      states: {
        /** May the peer be asked? What it speaks is known from its first frame on. */
        lane: {
          initial: "silent",
          states: {
            silent: {
              always: { guard: "hasSpoken", target: "clear" },
              on: { "peer.spoke": "clear" },
            },
            clear: {
              on: {
                "download.request": { guard: "hasRoom", actions: "startDownload" },
                "rest.expected": { guard: "isUnnumbered", target: "draining" },
              },
            },
            /**
             * A cancelled transfer of a 0.6 peer: 0.6.2 sends the rest all the same, ours stop at once. Its pieces have no
             * number, so those of the next segment must not follow them.
             */
            draining: {
              exit: "tellDrained",
              on: { "rest.drained": "clear" },
              initial: "watching",
              states: {
                watching: {
                  after: {
                    untilQuiet: [
                      { guard: "isQuiet", target: "#session.inUse.lane.clear" },
                      { target: "watching", reenter: true },
                    ],
                  },
                },
              },
            },
          },
        },

        /** Is the peer still there? It is probed when another connection claims its id. */
        liveness: {
          initial: "trusted",
          states: {
            trusted: { on: { probe: "probing" } },
            probing: {
              entry: ["noteProbe", "probe"],
              after: { glareGrace: { target: "trusted", actions: "tellProbed" } },
            },
          },
        },

        /** One segment after the other. */
        upload: {
          id: "upload",
          initial: "none",
          exit: "clearUploads",
          on: {
            "upload.asked": [
              { guard: "isAcceptable", actions: "queueUpload" },
              { actions: "refuseUpload" },
            ],
            "upload.withdrawn": { actions: "withdrawUpload" },
          },
          states: {
            none: {
              entry: "forgetUpload",
              always: { guard: "hasUploadWaiting", target: "serving" },
              on: {
                "upload.asked": [
                  { guard: "isAcceptable", target: "serving", actions: "queueUpload" },
                  { actions: "refuseUpload" },
                ],
              },
            },
            serving: {
              entry: ["startNextUpload", "requestSlot"],
              exit: "stopUpload",
              on: {
                "upload.withdrawn": [
                  { guard: "isCurrentUpload", target: "none" },
                  { actions: "withdrawUpload" },
                ],
                // A reader that is notified during a transfer asks another peer at once. 0.6 peers do this too.
                "upload.revoked": { target: "none", actions: "answerAbsent" },
              },
              initial: "waiting",
              states: {
                waiting: {
                  on: { "upload.granted": "reading" },
                  after: { slotWait: { target: "#upload.none", actions: "answerBusy" } },
                },
                reading: {
                  invoke: {
                    src: "readSegment",
                    input: ({ context }) => context.link.uploads,
                    onDone: [
                      {
                        guard: { type: "isOfUse", params: ({ event }) => event.output },
                        target: "sending",
                        actions: { type: "sendSegment", params: ({ event }) => event.output },
                      },
                      {
                        guard: { type: "isArriving", params: ({ event }) => event.output },
                        target: "sending",
                        actions: { type: "relaySegment", params: ({ event }) => event.output },
                      },
                      { target: "#upload.none", actions: "answerAbsent" },
                    ],
                    onError: { target: "#upload.none", actions: "answerAbsent" },
                  },
                },
                sending: {
                  entry: ["noteDrain", "readAhead"],
                  on: {
                    "upload.sent": "#upload.none",
                    "upload.lost": { target: "#upload.none", actions: "answerBusy" },
                    "upload.asked": [
                      { guard: "isAcceptable", actions: ["queueUpload", "readAhead"] },
                      { actions: "refuseUpload" },
                    ],
                  },
                  initial: "watching",
                  states: {
                    watching: {
                      after: {
                        drainCheck: [
                          { guard: "isUploadStuck", ...endWith(stuck) },
                          { target: "watching", reenter: true, actions: "noteDrainIfMoved" },
                        ],
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },

    ended: { type: "final", entry: ["shut", "giveUpEverything", "tellEnded"] },
  },
});

/** The current upload is not sent, or not to its end. */
function refuse({ uploads, sendQueue }: Link, isBusy: boolean): void {
  const { current } = uploads;
  if (current === undefined) return;
  const { id, number } = current;
  // A 0.6 peer would not know the difference.
  sendQueue.command(
    encodeCommand({ type: "absent", id, number, isBusy: isBusy && number !== undefined }),
  );
}

function frameBytesOf({ settings, ports }: PeerSessionContext, number: number | undefined): number {
  const least = 1 + (number === undefined ? 0 : pieceHeaderBytes);
  return Math.max(least, Math.min(settings.webRtcMaxMessageSize, ports.limits.pieceBytes));
}

/** How many more requests the peer may be sent now. */
export function roomOf(session: SnapshotFrom<typeof peerSessionMachine>): number {
  return session.matches({ inUse: { lane: "clear" } }) ? capacityOf(session.context) : 0;
}

/**
 * A 0.6 peer is asked for one segment at a time. So is a peer of our own that has never brought anything; then it gets as
 * many requests as fill a round trip.
 */
function capacityOf({ link, ports }: PeerSessionContext): number {
  const isTried = link.dialect.isNumbered && link.speed !== undefined;
  const most = isTried ? ports.limits.requestsInFlight : 1;
  return Math.max(0, most - link.transfers.count);
}

/** Whether enough bytes left since the last check. Fewer than `uploadStuckBytes` count as none. */
function hasDrained({ ports, link, drainedBefore }: PeerSessionContext): boolean {
  return link.sendQueue.drained - drainedBefore >= ports.limits.uploadStuckBytes;
}

/** Bytes; more than the probe itself adds to what the channel sends. */
const probeBytes = 1024;
