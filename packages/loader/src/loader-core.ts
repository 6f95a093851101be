/**
 * What is behind a `HybridLoader`: queue, peers, callbacks and the host, put together. Page.
 * The page decides nothing: it holds what must be synchronous, passes on, and emits.
 */
import {
  Events,
  isStorageDescription,
  LoaderError,
  toErrorInfo,
  type EngineSettings,
  type Limits,
  type PeerId,
  type StoredAmount,
} from "@swarmlane/contract";
import { createPageApi } from "./callbacks/page-api.ts";
import { createPageXhr } from "./callbacks/page-xhr.ts";
import { createRejections } from "./callbacks/rejections.ts";
import { createHostBriefing } from "./host/host-briefing.ts";
import { createPartFinder } from "./host/host-part.ts";
import { createHostSupervisor } from "./host/host-supervisor.ts";
import { createPendingCalls } from "./host/pending-calls.ts";
import type { InspectOptions } from "./inspection/inspect-options.ts";
import { createInspection } from "./inspection/inspection.ts";
import { createNoticeHandler } from "./host-notices.ts";
import type { LoaderEnvironment } from "./loader-environment.ts";
import type { Emit } from "./loader-events.ts";
import { createPeerSide } from "./peers/peer-side.ts";
import { parseQueue } from "./segments/parse-segment.ts";
import { createSegmentQueue } from "./segments/segment-queue.ts";
import { segmentOf, type Segment, type SegmentFields } from "./segments/segment.ts";
import { engineSettingsOf } from "./settings/merge-settings.ts";
import type { HybridLoaderSettings } from "./settings/settings.ts";

export interface LoaderCore {
  readonly peerId: PeerId;
  /** What the built-in storage holds, as it was told last. */
  readonly stored: StoredAmount | undefined;
  /** Acts at once. Throws a `TypeError`, and has then changed nothing. */
  load(segments: unknown, streamSwarmId: unknown): void;
  getSegment(id: string): Promise<Segment | undefined>;
  inspect(options?: InspectOptions): () => void;
  destroy(): Promise<void>;
}

export interface LoaderCoreOptions {
  /** Live: the caller changes it. */
  readonly settings: HybridLoaderSettings;
  readonly limits: Limits;
  readonly environment: LoaderEnvironment;
  readonly emit: Emit;
}

export function createLoaderCore(options: LoaderCoreOptions): LoaderCore {
  const { settings, limits, environment, emit } = options;
  const peerId = environment.generatePeerId();
  const log = environment.log("p2pml:hybrid-loader");
  const given = settings.segmentsStorage;
  /** The caller's own, which lives on this page. */
  const storage = isStorageDescription(given) ? undefined : given;
  const findPart = createPartFinder(environment);
  const queue = createSegmentQueue();
  const rejections = createRejections();
  const briefing = createHostBriefing({ settings, limits, peerId, environment, queue });
  const xhr = createPageXhr({
    setup: () => settings.xhrSetup,
    onProgress: (requestId, bytes) => supervisor.post({ type: "xhr/progress", requestId, bytes }),
  });
  const peers = createPeerSide({
    useP2P: () => settings.useP2P,
    isPeersFirst: () => settings.httpDownloadInitialTimeout > 0,
    emit,
    clock: environment.clock,
    limits,
    openHub: () =>
      environment.openHub({
        settings: () => settings,
        peerId,
        limits,
        transferChannels: settings.transferChannels,
        post: (message, transfer) => supervisor.post(message, transfer),
        warn(error) {
          inspection.warned(error);
          handleNotice({ type: "warning", error });
        },
        log: environment.log("p2pml:p2p-media-manager"),
      }),
  });
  const handleNotice = createNoticeHandler({
    queue,
    peers,
    xhr,
    rejections,
    emit,
    warn,
    noteStored: (amount) => (stored = amount),
    log: environment.log,
  });
  const supervisor = createHostSupervisor({
    places: environment.places(settings),
    clock: environment.clock,
    limits,
    pageApi: createPageApi({ settings, queue, xhr, rejections, findPart }),
    describeStart: () => inspection.brief(briefing.start()),
    describeLoad: () => briefing.load(),
    onNotice: handleNotice,
    onLost(error) {
      giveUpHost();
      warn(error);
    },
    onRestarted: () => peers.rejoin(),
    onNoHost(error) {
      giveUpHost();
      warn(error);
      for (const { segment } of queue.entries()) {
        emit(Events.SegmentError, segment as SegmentFields, error);
      }
    },
    onWarning: warn,
  });
  const inspection = createInspection({
    settings,
    feedUrl: (url) => findPart("inspector-feed", url),
    title: environment.baseUrl,
    post: (message, transfer) => supervisor.post(message, transfer),
    warn,
  });
  let unwatch: () => void = () => undefined;
  let hasWarnedOfStorage = false;
  let stored: StoredAmount | undefined;

  /** The caller's storage fails once until `destroy()`, however often and on whichever thread that is noticed. */
  function warn(error: LoaderError): void {
    const isOfStorage = error.code === "STORAGE_DEGRADED" && storage !== undefined;
    if (isOfStorage && hasWarnedOfStorage) return;
    hasWarnedOfStorage ||= isOfStorage;
    emit(Events.Warning, error);
  }

  /** From the first `load()` on until `destroy()`. */
  const isLoading = (): boolean => briefing.streamSwarmId !== undefined;

  /** The channels are in the host's hands, and the requests are of no use to another one. */
  function giveUpHost(): void {
    peers.suspend();
    xhr.abortAll();
    briefing.noteLostHost();
  }

  function tellHost(next: EngineSettings): void {
    const change = briefing.update(next);
    if (change === "needs another host") {
      giveUpHost();
      supervisor.replace();
      return;
    }
    if (Object.keys(change).length > 0) supervisor.configure(change);
    supervisor.load();
  }

  function watchPage(): void {
    if (isStorageDescription(given) && given.persist) environment.askToPersist();
    unwatch = environment.watchLifecycle({
      onSleep: () => peers.suspend(),
      onWake(reason) {
        supervisor.resume(reason);
        peers.rejoin();
      },
      onOnline: () => supervisor.resume("online"),
    });
  }

  async function destroyStorage(): Promise<void> {
    if (storage === undefined) return;
    const destroy = async (): Promise<unknown> => storage.destroy();
    const calls = createPendingCalls(environment.clock);
    try {
      await calls.run("segmentsStorage.destroy", destroy, limits.storageTransaction);
    } catch (thrown) {
      warn(new LoaderError("STORAGE_DEGRADED", toErrorInfo(thrown).message));
    }
    hasWarnedOfStorage = false;
  }

  // First, because it looks into localStorage: behind the worker, that waits until the browser has made it.
  log("loader settings", settings);
  supervisor.warmUp();

  return {
    peerId,
    get stored() {
      return stored;
    },
    load(segments, swarm) {
      const { entries, streamSwarmId } = parseQueue(segments, swarm);
      const next = engineSettingsOf(settings);
      if (!isLoading()) {
        if (entries.length === 0) return;
        watchPage();
      }
      briefing.streamSwarmId = streamSwarmId;
      const aborted = queue.replace(entries);
      log("load segments", streamSwarmId, entries.length, "aborted", aborted.length);
      rejections.keepOnly((key) => queue.get(key) !== undefined);
      // Before the hub, whose first channels may come at once and need a host that has started.
      tellHost(next);
      peers.joinSwarm(streamSwarmId);
      for (const { segment } of aborted) emit(Events.SegmentAbort, segment as SegmentFields);
    },
    async getSegment(id) {
      if (!isLoading()) return undefined;
      const wasDelivered = queue.isDelivered(id);
      let loaded = await supervisor.getSegment(id);
      // The answer was under way when the segment came: the caller has not looked for its event yet.
      if (loaded === undefined && !wasDelivered && queue.isDelivered(id)) {
        loaded = await supervisor.getSegment(id);
      }
      if (loaded === undefined || !isLoading()) return undefined;
      return segmentOf(queue.findById(id)?.info ?? loaded.info, loaded);
    },
    inspect: (how) => inspection.start(how),
    async destroy() {
      unwatch();
      briefing.streamSwarmId = undefined;
      queue.replace([]);
      rejections.keepOnly(() => false);
      peers.leave();
      xhr.abortAll();
      await supervisor.destroy();
      stored = undefined;
      // Unless it is in use again.
      if (!isLoading()) await destroyStorage();
    },
  };
}
