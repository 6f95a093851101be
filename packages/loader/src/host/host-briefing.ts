/** What a host is told: at its start, with each queue, and when the live settings have changed. Page. */
import {
  isStorageDescription,
  type EngineSettings,
  type HostLoad,
  type HostOptions,
  type Limits,
  type PeerId,
  type SegmentKey,
} from "@swarmlane/contract";
import type { LoaderEnvironment } from "../loader-environment.ts";
import type { SegmentQueue } from "../segments/segment-queue.ts";
import { changedSettings, engineSettingsOf } from "../settings/merge-settings.ts";
import type { HybridLoaderSettings } from "../settings/settings.ts";
import { indexedDBStorage } from "../storage/indexeddb-storage.ts";

export interface HostBriefing {
  /** Undefined before the first `load()` and after `destroy()`. */
  streamSwarmId: string | undefined;
  start(): HostOptions;
  load(): HostLoad;
  /**
   * Takes over the live settings as they are now, and returns what a running host must learn: fields to configure, or
   * that it cannot go on, because callbacks came or went and it knows from its start which there are.
   */
  update(next: EngineSettings): Partial<EngineSettings> | "needs another host";
  /** What the host so far has delivered, the next one need not deliver again. */
  noteLostHost(): void;
}

export interface HostBriefingOptions {
  readonly settings: HybridLoaderSettings;
  readonly limits: Limits;
  readonly peerId: PeerId;
  readonly environment: Pick<LoaderEnvironment, "baseUrl" | "debugSetting">;
  readonly queue: SegmentQueue;
}

export function createHostBriefing(options: HostBriefingOptions): HostBriefing {
  const { settings, limits, peerId, environment, queue } = options;
  let told = engineSettingsOf(settings);
  let callbacks = presentCallbacks(settings);
  let deliveredBefore: readonly SegmentKey[] = [];

  const briefing: HostBriefing = {
    streamSwarmId: undefined,
    start: () => ({
      settings: told,
      limits,
      peerId,
      baseUrl: environment.baseUrl(),
      callbacks,
      ...describeStorage(settings),
      debug: environment.debugSetting(),
    }),
    load: () => ({
      queue: queue.entries().map(({ info }) => info),
      streamSwarmId: briefing.streamSwarmId ?? "",
      expectsPeers: settings.useP2P && settings.trackerAnnounce.length > 0,
      delivered: deliveredBefore.filter((key) => queue.get(key) !== undefined),
    }),
    update(next) {
      const change = changedSettings(told, next);
      const present = presentCallbacks(settings);
      const isSame = Object.entries(present).every(
        ([name, is]) => callbacks[name as keyof typeof present] === is,
      );
      told = next;
      callbacks = present;
      return isSame ? change : "needs another host";
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

/** Only what belongs to it: whatever else the caller's object holds need not be cloneable. */
function describeStorage({ segmentsStorage }: HybridLoaderSettings): Pick<HostOptions, "storage"> {
  return isStorageDescription(segmentsStorage)
    ? { storage: indexedDBStorage(segmentsStorage) }
    : {};
}
