/** Prepares the information for a host: at its start, with each queue, and when the settings change. Page. */
import {
  isStorageDescription,
  type EngineSettings,
  type HostLoad,
  type HostOptions,
  type Limits,
  type PeerId,
  type ProvidedSegment,
  type SegmentKey,
} from "@swarmlane/contract";
import type { LoaderEnvironment } from "../loader-environment.ts";
import type { SegmentQueue } from "../segments/segment-queue.ts";
import { changedSettings, engineSettingsOf } from "../settings/merge-settings.ts";
import type { HybridLoaderSettings } from "../settings/settings.ts";
import { indexedDBStorage } from "../storage/indexeddb-storage.ts";
import type { BanBook } from "./ban-book.ts";

export interface HostBriefing {
  /** Undefined before the first `load()` and after `destroy()`. */
  streamSwarmId: string | undefined;
  start(): HostOptions;
  /** What was provided is in the next load, and in no other. */
  load(): HostLoad;
  /** The player has loaded it itself. Dropped unless the queue of the next load has it. */
  provide(segment: ProvidedSegment): void;
  forgetProvided(): void;
  /**
   * Reads the current settings, and returns the fields that have to be updated in a running host. If callbacks were added or
   * removed, the host has to be replaced, because a host knows from its start which callbacks exist.
   */
  update(): Partial<EngineSettings> | "needs another host";
  /** The host has been told which segments were delivered before it started. */
  noteLoadTaken(): void;
  /** The next host does not have to deliver the segments again that the player has already received. */
  noteLostHost(): void;
}

export interface HostBriefingOptions {
  readonly settings: HybridLoaderSettings;
  readonly limits: Limits;
  readonly peerId: PeerId;
  readonly environment: Pick<LoaderEnvironment, "baseUrl" | "debugSetting">;
  readonly queue: SegmentQueue;
  readonly bans: BanBook;
  /** False also while the host runs without peers although the settings allow them. */
  readonly mayUseP2P: () => boolean;
}

/** Segments that may wait for a load that lists them: two of video, with their audio. */
const mostProvided = 4;

export function createHostBriefing(options: HostBriefingOptions): HostBriefing {
  const { settings, limits, peerId, environment, queue, bans, mayUseP2P } = options;
  let told = engineSettingsOf(settings);
  let callbacks = presentCallbacks(settings);
  let deliveredBefore: readonly SegmentKey[] = [];
  let provided: readonly ProvidedSegment[] = [];

  function wanted(): EngineSettings {
    return { ...engineSettingsOf(settings), useP2P: mayUseP2P() };
  }

  const briefing: HostBriefing = {
    streamSwarmId: undefined,
    start: () => ({
      settings: (told = wanted()),
      limits,
      peerId,
      baseUrl: environment.baseUrl(),
      callbacks,
      ...describeStorage(settings),
      debug: environment.debugSetting(),
      bans: bans.records(),
    }),
    load() {
      // A segment that was removed from the queue since then has to be delivered again if it comes back.
      const delivered = new Set(queue.delivered());
      deliveredBefore = deliveredBefore.filter((key) => delivered.has(key));
      const wantedNow = provided.filter(({ key }) => queue.get(key) !== undefined);
      provided = [];
      return {
        queue: queue.entries().map(({ info }) => info),
        streamSwarmId: briefing.streamSwarmId ?? "",
        expectsPeers: mayUseP2P() && settings.trackerAnnounce.length > 0,
        delivered: deliveredBefore,
        ...(wantedNow.length > 0 && { provided: wantedNow }),
      };
    },
    provide(segment) {
      provided = [...provided, segment].slice(-mostProvided);
    },
    forgetProvided() {
      provided = [];
    },
    update() {
      const next = wanted();
      const change = changedSettings(told, next);
      const present = presentCallbacks(settings);
      const isSame = Object.entries(present).every(
        ([name, is]) => callbacks[name as keyof typeof present] === is,
      );
      told = next;
      callbacks = present;
      return isSame ? change : "needs another host";
    },
    noteLoadTaken() {
      deliveredBefore = [];
    },
    noteLostHost() {
      deliveredBefore = queue.delivered();
    },
  };
  return briefing;
}

function presentCallbacks(settings: HybridLoaderSettings): HostOptions["callbacks"] {
  return {
    validate: typeof settings.segmentValidator === "function",
    buildUrl: typeof settings.segmentUrlBuilder === "function",
    xhr: typeof settings.xhrSetup === "function",
    storage:
      settings.segmentsStorage !== undefined && !isStorageDescription(settings.segmentsStorage),
  };
}

/** Copies only the fields of a description, because other fields of the caller's object may not be cloneable. */
function describeStorage({ segmentsStorage }: HybridLoaderSettings): Pick<HostOptions, "storage"> {
  return isStorageDescription(segmentsStorage)
    ? { storage: indexedDBStorage(segmentsStorage) }
    : {};
}
