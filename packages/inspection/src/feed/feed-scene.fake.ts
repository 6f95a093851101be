/** A real engine over fake ports with a feed on it, and readers in memory. For tests. */
import {
  defaultEngineSettings,
  type EngineSettings,
  type InspectionFeed,
  type InspectRequest,
  type Observation,
  type PeerId,
  type SegmentInfo,
} from "@swarmlane/contract";
import { createEngine, type Engine } from "@swarmlane/engine";
import type { InspectionEvent } from "xstate";
import { createFakePorts, type FakePorts, type FakePortsOptions } from "@swarmlane/testkit";
import type { Message, MessageOf, MessageType } from "../format/message.ts";
import { createMemoryLinks, type MemoryLinks } from "../links/memory-links.fake.ts";
import { createRecording, type Recording } from "../model/recording.ts";
import { createReader, type Reader } from "../reader/reader.ts";
import { startFeed } from "./start-feed.ts";

export interface FeedScene {
  readonly ports: FakePorts;
  readonly engine: Engine;
  readonly feed: InspectionFeed;
  readonly links: MemoryLinks;
  readonly load: (queue: readonly SegmentInfo[]) => Promise<void>;
  readonly watch: () => Watcher;
}

/** A reader that attaches to the first session it finds, and records. */
export interface Watcher {
  readonly reader: Reader;
  readonly recording: Recording;
  readonly refused: string[];
  readonly dropped: () => number;
  readonly of: <T extends MessageType>(type: T) => MessageOf<T>[];
}

export interface FeedSceneOptions extends FakePortsOptions {
  readonly settings?: Partial<EngineSettings>;
  readonly request?: Partial<InspectRequest>;
  /** Only after the engine has run for a while; default from its start. */
  readonly isLate?: boolean;
  /** Somebody else who sees XState's events. */
  readonly alsoInspect?: (event: InspectionEvent) => void;
}

const peerId = "00".repeat(20) as PeerId;

export function createFeedScene(options: FeedSceneOptions = {}): FeedScene {
  const ports = createFakePorts(options);
  const { clock } = ports;
  const links = createMemoryLinks();
  const settings = { ...defaultEngineSettings, httpDownloadProbability: 0, ...options.settings };
  let feed: InspectionFeed | undefined;
  const observe = (observation: Observation): void => feed?.observe(clock.now(), observation);
  const start = (root: unknown): void => {
    const request: InspectRequest = {
      ...{ feedUrl: "", title: "A test", redact: "tokens", settings: { worker: true } },
      ...options.request,
    };
    const session = { links: [links.open], session: "s1", wallClock: () => 0 };
    feed = startFeed({ clock, root, peerId, settings, request }, session);
  };
  let root: unknown;
  const heard: FakePorts = {
    ...ports,
    emit(event) {
      observe({ of: "engine", event });
      ports.emit(event);
    },
  };
  const engine = createEngine(heard, settings, peerId, {
    inspect(event) {
      observe({ of: "actors", event });
      options.alsoInspect?.(event);
    },
    onRoot(actor) {
      root = actor;
      if (options.isLate !== true) start(actor);
    },
    onAnnounced: (announced) => observe({ of: "announced", announced }),
    policyObserver: {
      isWatching: () => feed !== undefined,
      onDecisions: (decisions, view) => observe({ of: "policy", decisions, view }),
    },
  });

  return {
    ports,
    engine,
    get feed() {
      if (feed === undefined) start(root);
      if (feed === undefined) throw new Error("no feed");
      return feed;
    },
    links,
    async load(queue) {
      await engine.load({ queue, streamSwarmId: "m+V0", delivered: [], expectsPeers: false });
      await clock.settle();
    },
    watch: () => watch(links, ports),
  };
}

function watch(links: MemoryLinks, { clock }: FakePorts): Watcher {
  const recording = createRecording();
  const refused: string[] = [];
  let dropped = 0;
  const reader: Reader = createReader(
    links.open,
    {
      onSession: ({ session }) => {
        if (recording.messages.length === 0) reader.attach(session);
      },
      onSessionEnd: () => undefined,
      onMessages(batch) {
        if (batch.base !== undefined) {
          recording.clear();
          recording.append(batch.base);
        }
        recording.append(batch.messages);
        dropped = batch.dropped;
      },
      onRefused: ({ message }) => void refused.push(message),
    },
    { id: `reader ${links.count}`, clock },
  );
  return {
    reader,
    recording,
    refused,
    dropped: () => dropped,
    of: <T extends MessageType>(type: T) =>
      recording.messages.filter((each: Message): each is MessageOf<T> => each.type === type),
  };
}
