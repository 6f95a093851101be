/**
 * The implementation of `HybridLoader`: queue, peers, callbacks and the host. Page.
 * The page makes no decisions. It does what must be synchronous, passes messages on, and emits events.
 */
import {
  Events,
  isStorageDescription,
  LoaderError,
  toErrorInfo,
  type Limits,
  type PeerId,
  type StoredAmount,
} from "@swarmlane/contract";
import { createPageApi } from "./callbacks/page-api.ts";
import { createPageXhr } from "./callbacks/page-xhr.ts";
import { createRejections } from "./callbacks/rejections.ts";
import { createBanBook } from "./host/ban-book.ts";
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
import { parseQueue } from "./segments/parse-queue.ts";
import { parseProvided } from "./segments/parse-provided.ts";
import { createSegmentQueue } from "./segments/segment-queue.ts";
import { segmentOf, type Segment, type SegmentFields } from "./segments/segment.ts";
import type { LiveSettings } from "./settings/live-settings.ts";

export interface LoaderCore {
  readonly peerId: PeerId;
  /** The contents of the built-in storage, as last reported. */
  readonly stored: StoredAmount | undefined;
  /** Takes effect at once. If it throws a `TypeError`, nothing has changed. */
  load(segments: unknown, streamSwarmId: unknown): void;
  /** Takes effect with the next `load()`. Throws a `TypeError`, and has then changed nothing. */
  provide(segment: unknown, response: unknown): void;
  /** Applies changed settings if a stream is loaded. An invalid setting causes a warning. */
  applySettings(): void;
  getSegment(id: string): Promise<Segment | undefined>;
  inspect(options?: InspectOptions): () => void;
  destroy(): Promise<void>;
}

export interface LoaderCoreOptions {
  readonly settings: LiveSettings;
  readonly limits: Limits;
  readonly environment: LoaderEnvironment;
  readonly emit: Emit;
}

export function createLoaderCore(options: LoaderCoreOptions): LoaderCore {
  const { limits, environment, emit } = options;
  const settings = options.settings.inForce;
  const peerId = environment.generatePeerId();
  const log = environment.log("p2pml:hybrid-loader");
  const given = settings.segmentsStorage;
  /** The caller's own storage, which is on this page. */
  const storage = isStorageDescription(given) ? undefined : given;
  const findPart = createPartFinder(environment);
  const queue = createSegmentQueue();
  const rejections = createRejections();
  const bans = createBanBook(environment.clock, limits);
  const briefing = createHostBriefing({
    settings,
    limits,
    peerId,
    environment,
    queue,
    bans,
    mayUseP2P,
  });
  const xhr = createPageXhr({
    setup: () => settings.xhrSetup,
    onProgress: (requestId, bytes) => supervisor.post({ type: "xhr/progress", requestId, bytes }),
  });
  const peers = createPeerSide({
    mayUseP2P,
    trackers: () => settings.trackerAnnounce,
    isPeersFirst: () => settings.httpDownloadInitialTimeout > 0,
    emit,
    clock: environment.clock,
    limits,
    openHub: () =>
      environment.openHub({
        settings: () => ({ ...settings, useP2P: mayUseP2P() }),
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
    noteBan: (record) => bans.note(record),
    log: environment.log,
  });
  const supervisor = createHostSupervisor({
    places: environment.places(settings),
    clock: environment.clock,
    limits,
    pageApi: createPageApi({ settings, queue, xhr, rejections, findPart }),
    describeStart: () => inspection.brief(briefing.start()),
    describeLoad: () => briefing.load(),
    onLoadTaken: () => briefing.noteLoadTaken(),
    onNotice: handleNotice,
    onGone: giveUpHost,
    onReplaced: () => peers.rejoin(),
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

  /** A failure of the caller's storage is reported once until `destroy()`, whichever thread detects it. */
  function warn(error: LoaderError): void {
    const isOfStorage = error.code === "STORAGE_DEGRADED" && storage !== undefined;
    if (isOfStorage && hasWarnedOfStorage) return;
    hasWarnedOfStorage ||= isOfStorage;
    emit(Events.Warning, error);
  }

  /** From the first `load()` on until `destroy()`. */
  const isLoading = (): boolean => briefing.streamSwarmId !== undefined;

  /** Channels end with their host, and the next host has no use for the former one's requests. */
  function giveUpHost(): void {
    peers.suspend();
    xhr.abortAll();
    briefing.noteLostHost();
  }

  /** False after workers were lost too often, because the peer that crashed them must not reach the player's thread. */
  function mayUseP2P(): boolean {
    return settings.useP2P && !supervisor.isHttpOnly;
  }

  /** Sends changed settings to the host. Returns true if the host was replaced, in which case the new one has the queue. */
  function updateHost(): boolean {
    const change = briefing.update();
    if (change === "needs another host") {
      supervisor.replace();
      return true;
    }
    if (Object.keys(change).length > 0) supervisor.configure(change);
    return false;
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

  // This comes before the worker is opened, because reading localStorage would then wait until the browser has created it.
  log("loader settings", settings);
  if (!settings.startWithLoad) supervisor.warmUp();

  return {
    peerId,
    get stored() {
      return stored;
    },
    load(segments, swarm) {
      const { entries, streamSwarmId } = parseQueue(segments, swarm);
      options.settings.adopt();
      if (!isLoading()) {
        if (entries.length === 0) return;
        watchPage();
      }
      briefing.streamSwarmId = streamSwarmId;
      const aborted = queue.replace(entries);
      log("load segments", streamSwarmId, entries.length, "aborted", aborted.length);
      rejections.keepOnly((key) => queue.get(key) !== undefined);
      // This comes before the hub, whose first channels may arrive at once and need a host that has started.
      if (!updateHost()) supervisor.load();
      peers.joinSwarm(streamSwarmId);
      for (const { segment } of aborted) emit(Events.SegmentAbort, segment as SegmentFields);
    },
    provide(segment, response) {
      briefing.provide(parseProvided(segment, response));
    },
    applySettings() {
      if (!isLoading()) return;
      try {
        options.settings.adopt();
      } catch (thrown) {
        warn(refusalOf(thrown));
        return;
      }
      if (updateHost()) peers.rejoin();
      else peers.refresh();
    },
    async getSegment(id) {
      if (!isLoading()) return undefined;
      const wasDelivered = queue.isDelivered(id);
      let loaded = await supervisor.getSegment(id);
      // The reply was already on its way when the segment arrived, and the caller has not registered for its event yet.
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
      briefing.forgetProvided();
      queue.replace([]);
      rejections.keepOnly(() => false);
      peers.leave();
      xhr.abortAll();
      await supervisor.destroy();
      stored = undefined;
      // If `load()` has been called again in the meantime, the storage is in use.
      if (!isLoading()) await destroyStorage();
    },
  };
}

function refusalOf(thrown: unknown): LoaderError {
  const { message } = toErrorInfo(thrown);
  return new LoaderError(
    "INTERNAL",
    `The changed settings were rejected (${message}). The loader keeps the previous settings.`,
    { cause: thrown },
  );
}
