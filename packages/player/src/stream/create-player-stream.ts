/** Keeps the loader's queue around the playhead of one player, and answers the player's requests. */
import {
  createManifestRegistry,
  type IdentityScheme,
  type ManifestOutcome,
  type ManifestRegistry,
  rangeHeader,
  type ManifestSegment,
  type Rendition,
  type RenditionKind,
  type RequestMatch,
} from "@swarmlane/manifest";
import { absoluteUrl } from "./absolute-url.ts";
import {
  DeliveryError,
  type Delivery,
  type DeliverySource,
  type SegmentMatch,
  type SegmentRequestOptions,
} from "./delivery.ts";
import { failureOf } from "./failure-of.ts";
import { createLaunch } from "./launch.ts";
import { createLoaderQueue } from "./loader-queue.ts";
import { createNetworkMeter } from "./network-meter.ts";
import { createOpenRequests, type OpenRequest } from "./open-requests.ts";
import type {
  AdoptedResponse,
  PlayerStatistics,
  PlayerStream,
  PlayerStreamOptions,
} from "./player-stream.ts";
import type { LoaderSegment } from "./stream-loader.ts";
import { timingOf } from "./timing-of.ts";
import { urgentWindowOf } from "./urgent-window.ts";
import { listUpcoming, type Track, type Upcoming } from "./upcoming.ts";

/** ms between two checks of the playhead and the open requests. */
const interval = 500;
/** ms for which a segment that is not urgent may wait for peers while the player waits for it. */
const patience = 4000;
/** ms without a byte after which an urgent request fails: less than the 10 s that players wait for a first byte. */
const silence = 9000;
/** ms after the first request for which peers may be about to connect. */
const joining = 3000;
/** Segments that are remembered as received. */
const memory = 500;

export function createPlayerStream(options: PlayerStreamOptions): PlayerStream {
  const { loader, playhead } = options;
  const now = options.now ?? (() => performance.now());
  const warned = new Set<string>();
  const meter = createNetworkMeter(now);
  const open = createOpenRequests();
  const queue = createLoaderQueue(loader, (cause) =>
    giveUp("The loader refused the queue.", cause),
  );
  const tracks = new Map<RenditionKind, Track>();
  const received = new Set<string>();
  /** By id: what the player loaded itself, until the loader has taken it. */
  const adopted = new Map<string, Upcoming>();
  const peers = new Set<string>();
  const launch = createLaunch(renew);
  if (options.startsAlone !== true) launch.cancel();
  const delivered = { http: 0, p2p: 0, cache: 0 };
  const bytes = { http: 0, p2p: 0, uploaded: 0 };
  let registry = createRegistry();
  let joinedAt: number | undefined;
  let lookedAt = 0;
  let unknownMediaRequests = 0;
  let fallbacks = 0;
  let timer: ReturnType<typeof setInterval> | undefined;

  function createRegistry(): ManifestRegistry {
    const { formats, swarmId, identity } = options;
    return createManifestRegistry({ formats, swarmId, identity });
  }

  function warn(message: string, cause?: unknown): void {
    if (warned.has(message)) return;
    warned.add(message);
    if (options.warn !== undefined) options.warn(message, cause);
    else console.warn(`[swarmlane] ${message}`, cause ?? "");
  }

  loader.on("segment_loaded", (segment, peerId) => {
    adopted.delete(segment.id);
    const { data } = segment;
    const size = data.byteLength;
    const method = segment.responseUrl === undefined ? "p2p" : "http";
    const { downloadTime, firstByteTime: firstByte } = segment;
    if (downloadTime !== undefined) {
      meter.loaded({ id: segment.id, method, bytes: size, took: downloadTime, firstByte });
    }
    // The worker's cache has it too, so the page does not keep data that was not requested.
    delete (segment as LoaderSegment).data;
    const requests = take(segment.id);
    requests.forEach((request, index) => {
      const isLast = index === requests.length - 1;
      deliver(request, isLast ? data : data.slice(0), method, segment, peerId);
    });
    if (requests.length > 0) renew();
  });

  loader.on("segment_error", (segment, error, peerId) => {
    // One peer sent an invalid copy, and another source is asked.
    if (peerId !== undefined) return;
    adopted.delete(segment.id);
    fail(segment.id, failureOf(error));
  });

  loader.on("segment_state_change", ({ id }, state) => {
    if (state !== "http" && state !== "p2p") return;
    meter.started(id);
    for (const request of open.of(id)) {
      request.loaded = 0;
      request.options.onStart?.(state);
    }
  });

  loader.on("piece_bytes_downloaded", (method, count, _peerId, segment) => {
    bytes[method] += count;
    meter.arrived({ id: segment?.id, method, bytes: count });
    if (segment === undefined) return;
    for (const request of open.of(segment.id)) {
      request.loaded += count;
      request.heardAt = now();
      request.options.onProgress?.(request.loaded, method);
    }
  });
  loader.on("piece_bytes_uploaded", (_method, count) => {
    bytes.uploaded += count;
  });
  loader.on("peer_connect", ({ id }) => {
    peers.add(id);
    renew();
  });
  loader.on("peer_close", (id) => {
    peers.delete(id);
    renew();
  });

  function take(id: string): OpenRequest[] {
    const requests = open.take(id);
    if (open.size === 0) stopTimer();
    return requests;
  }

  function fail(id: string, error: DeliveryError): void {
    const requests = take(id);
    for (const request of requests) request.reject(error);
    if (requests.length > 0) renew();
  }

  function failAll(error: DeliveryError): void {
    for (const id of open.ids()) for (const request of take(id)) request.reject(error);
  }

  function deliver(
    { match: { segment, rendition }, options: request, resolve }: OpenRequest,
    data: ArrayBuffer,
    source: DeliverySource,
    loaded: LoaderSegment | undefined,
    peerId: string | undefined,
  ): void {
    delivered[source] += 1;
    received.add(segment.id);
    if (received.size > memory) for (const id of received) if (received.delete(id)) break;
    const size = data.byteLength;
    const { timing, bandwidth } = timingOf({ size, source, loaded, meter, now: now() });
    const responseUrl = loaded?.responseUrl ?? request.url ?? segment.url;
    resolve({ data, segment, rendition, source, peerId, responseUrl, timing, bandwidth });
  }

  function hasCompany(): boolean {
    if (peers.size > 0) return true;
    const { useP2P, trackerAnnounce } = loader.getSettings();
    if (!useP2P || trackerAnnounce.length === 0) return false;
    return joinedAt !== undefined && now() - joinedAt < joining;
  }

  function urgentWindow(): number {
    return (
      options.urgentWindow?.() ?? urgentWindowOf([...tracks.values()], playhead(), meter.estimate)
    );
  }

  /** Rebuilds the queue, and passes it to the loader if it has changed. Never throws. */
  function renew(): void {
    try {
      tellLoader();
    } catch (cause) {
      giveUp("The queue could not be built.", cause);
    }
  }

  function tellLoader(): void {
    if (!launch.isOver) return;
    const streamSwarmId = swarmOf(registry, tracks, options.identity);
    if (streamSwarmId === undefined) return;
    if (open.size > 0) joinedAt ??= now();
    const settings = loader.getSettings();
    const urgent = urgentWindow();
    if (settings.requiredSegmentsPriority !== urgent) settings.requiredSegmentsPriority = urgent;
    const list = listUpcoming({
      tracks: [...tracks.values()],
      wanted: open.wanted(),
      playhead: playhead(),
      urgent,
      window: settings.p2pDownloadMaxPriority,
      hasCompany: hasCompany(),
      listed: queue.listed,
      received,
    });
    const wanted = new Set(list.map(({ segment }) => segment.id));
    const taken = [...adopted.values()].filter(({ segment }) => !wanted.has(segment.id));
    const manifestUrl = registry.manifestUrl ?? "";
    queue.tell({ streamSwarmId, manifestUrl }, [...list, ...taken]);
  }

  /** A failure of the engine. The player continues without it. */
  function giveUp(message: string, cause: unknown): void {
    warn(message, cause);
    queue.forget();
    failAll(new DeliveryError("unavailable", message, 0, cause));
  }

  function startTimer(): void {
    timer ??= setInterval(look, interval);
  }

  function stopTimer(): void {
    clearInterval(timer);
    timer = undefined;
  }

  /** Limits how long the player waits, whatever the loader does. */
  function look(): void {
    const at = now();
    lookedAt = at;
    for (const id of open.ids()) {
      const requests = open.of(id);
      const [first] = requests;
      if (first === undefined) continue;
      const priority = queue.find(id)?.priority ?? 0;
      const isUrgent = priority <= loader.getSettings().requiredSegmentsPriority;
      if (!isUrgent) first.heardAt = at;
      if (!isUrgent && at - first.askedAt >= patience && first.loaded === 0) {
        for (const request of requests) request.isOverdue = true;
      }
      if (at - first.heardAt >= silence) {
        const message = `No byte of a segment came for ${silence / 1000} s.`;
        fail(id, new DeliveryError("unavailable", `${message} (${first.match.segment.url})`));
      }
    }
    renew();
  }

  function ask(match: SegmentMatch, request: SegmentRequestOptions): Promise<Delivery> {
    const { segment, rendition } = match;
    const { startTime, signal } = request;
    const offset = startTime === undefined ? undefined : startTime - segment.startTime;
    return new Promise((resolve, reject) => {
      const at = now();
      const one: OpenRequest = {
        ...{ match, options: request, offset, askedAt: at, heardAt: at },
        ...{ isOverdue: false, loaded: 0, resolve, reject },
      };
      open.add(one);
      // Each request restarts the track, so that a seek or a switch of quality moves the queue.
      tracks.set(rendition.kind, { rendition, from: segment, offset });
      received.delete(segment.id);
      signal?.addEventListener("abort", () => {
        if (!open.remove(one)) return;
        if (open.size === 0) stopTimer();
        reject(new DeliveryError("aborted", "The player aborted the request."));
        renew();
      });
      startTimer();
      launch.noteWaiting();
      renew();
      void readCache(segment);
    });
  }

  function isShared(match: RequestMatch): match is SegmentMatch {
    if (match.type !== "segment") return false;
    const { rendition, segment } = match;
    return rendition.notShared === undefined && segment.isShared && !segment.isGap;
  }

  function adopt(match: SegmentMatch, response: AdoptedResponse): void {
    const { segment, rendition } = match;
    const { startTime, responseUrl, downloadTime } = response;
    const { data, range } = { data: copyOf(response.data), range: segment.range };
    if (data.byteLength === 0) return;
    loader.provide(
      { id: segment.id, range: range === undefined ? undefined : rangeHeader(range) },
      { data, responseUrl, downloadTime },
    );
    const offset = startTime === undefined ? undefined : startTime - segment.startTime;
    tracks.set(rendition.kind, { rendition, from: segment, offset });
    received.add(segment.id);
    delivered.http += 1;
    const priority = loader.getSettings().p2pDownloadMaxPriority;
    adopted.set(segment.id, { segment, rendition, url: segment.url, priority });
    launch.noteLoaded(rendition.kind);
    renew();
  }

  /** The segment may have been loaded before the player asked for it. If not, its event will follow. */
  async function readCache({ id }: ManifestSegment): Promise<void> {
    const found = await loader.getSegment(id).catch(() => undefined);
    const data = found?.data;
    if (data === undefined) return;
    const requests = take(id);
    requests.forEach((request, index) => {
      const isLast = index === requests.length - 1;
      deliver(request, isLast ? data : data.slice(0), "cache", undefined, undefined);
    });
    if (requests.length > 0) renew();
  }

  function receive(outcome: ManifestOutcome): void {
    if (outcome.type === "rejected") {
      const { code, message } = outcome.error;
      warn(
        `${code}: ${message} The stream is loaded without peers until a manifest is understood.`,
      );
      return;
    }
    if (outcome.renditionsChanged) adoptRenditions(tracks, registry);
    renew();
  }

  return {
    get registry() {
      return registry;
    },
    addManifest(response) {
      const { url, responseUrl } = response;
      const urls = {
        url: absoluteUrl(url),
        responseUrl: responseUrl === undefined ? undefined : absoluteUrl(responseUrl),
      };
      receive(registry.addManifest({ ...response, ...urls }));
    },
    addIndex: (response) =>
      receive(registry.addIndex({ ...response, url: absoluteUrl(response.url) })),
    find(request, isMedia) {
      const match = registry.find({ ...request, url: absoluteUrl(request.url) });
      if (isMedia && match.type === "unknown" && registry.manifestUrl !== undefined) {
        unknownMediaRequests += 1;
        warn("The player asks for media that no manifest names. It is loaded without peers.", {
          url: request.url,
          range: request.range,
        });
      }
      return match;
    },
    canRequest: (match): match is SegmentMatch =>
      isShared(match) && !launch.isLeftAlone(match.rendition.kind),
    async request(match, request = {}) {
      if (request.signal?.aborted === true) {
        throw new DeliveryError("aborted", "The player aborted the request.");
      }
      const { url } = request;
      return ask(match, { ...request, url: url === undefined ? undefined : absoluteUrl(url) });
    },
    adopt(match, response) {
      try {
        if (isShared(match)) adopt(match, response);
      } catch (cause) {
        warn("What the player loaded itself could not be shared.", cause);
      }
    },
    describe: (id) => queue.find(id),
    update() {
      if (!launch.isOver && playhead().hasPlayed === true) launch.notePicture();
      if (tracks.size > 0 && now() - lookedAt >= interval) look();
    },
    noteFallback(reason, cause) {
      fallbacks += 1;
      warn(`${reason} The player loads the segment without us.`, cause);
    },
    get statistics(): PlayerStatistics {
      return {
        httpBytes: bytes.http,
        p2pBytes: bytes.p2p,
        uploadedBytes: bytes.uploaded,
        delivered: { ...delivered },
        peers: peers.size,
        ...{ unknownMediaRequests, fallbacks },
        bandwidth: meter.estimate,
      };
    },
    reset() {
      failAll(new DeliveryError("aborted", "The player left the stream."));
      queue.empty();
      clear();
    },
    async destroy() {
      launch.cancel();
      failAll(new DeliveryError("aborted", "The engine was destroyed."));
      queue.clear();
      clear();
      joinedAt = undefined;
      peers.clear();
      await loader.destroy();
    },
  };

  function clear(): void {
    stopTimer();
    tracks.clear();
    received.clear();
    adopted.clear();
    registry = createRegistry();
  }
}

function copyOf(data: AdoptedResponse["data"]): ArrayBuffer {
  if (!ArrayBuffer.isView(data)) return data.slice(0);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice().buffer;
}

/**
 * All renditions of a stream share one swarm, so that a switch of quality needs no new connections, and audio uses the same
 * ones. Viewers of 0.6.2 use a swarm for each variant.
 */
function swarmOf(
  registry: ManifestRegistry,
  tracks: ReadonlyMap<RenditionKind, Track>,
  identity: IdentityScheme | undefined,
): string | undefined {
  const [first] = [tracks.get("main"), ...tracks.values()];
  if (first === undefined) return undefined;
  return identity === "p2p-media-loader-0.6" ? first.rendition.streamSwarmId : registry.swarmId;
}

/** The list of renditions was rebuilt. Tracks continue in the rendition with the same id, if there is one. */
function adoptRenditions(
  tracks: Map<RenditionKind, Track>,
  { renditions }: ManifestRegistry,
): void {
  for (const [kind, track] of tracks) {
    const { streamSwarmId } = track.rendition;
    const rendition = renditions.find((one: Rendition) => one.streamSwarmId === streamSwarmId);
    if (rendition === undefined) tracks.delete(kind);
    else tracks.set(kind, { ...track, rendition });
  }
}
