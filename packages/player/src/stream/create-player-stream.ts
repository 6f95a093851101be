/** One stream in one player: keeps the loader's queue around the playhead, and answers the player's requests. */
import {
  createManifestRegistry,
  rangeHeader,
  type IdentityScheme,
  type ManifestOutcome,
  type ManifestRegistry,
  type ManifestSegment,
  type Rendition,
  type RenditionKind,
} from "@swarmlane/manifest";
import {
  DeliveryError,
  type Delivery,
  type DeliverySource,
  type SegmentMatch,
  type SegmentRequestOptions,
} from "./delivery.ts";
import { failureOf } from "./failure-of.ts";
import { createNetworkMeter } from "./network-meter.ts";
import type { PlayerStatistics, PlayerStream, PlayerStreamOptions } from "./player-stream.ts";
import type { LoaderSegment } from "./stream-loader.ts";
import { timingOf } from "./timing-of.ts";
import { urgentWindowOf } from "./urgent-window.ts";
import { listUpcoming, signatureOf, type Track, type Upcoming } from "./upcoming.ts";

/** A request of the player that is not answered yet. */
interface OpenRequest {
  readonly match: SegmentMatch;
  readonly options: SegmentRequestOptions;
  readonly offset: number | undefined;
  /** ms. */
  readonly askedAt: number;
  /** When bytes came last, or it became urgent. ms. */
  heardAt: number;
  isOverdue: boolean;
  loaded: number;
  readonly resolve: (delivery: Delivery) => void;
  readonly reject: (error: DeliveryError) => void;
}

/** ms between two looks at the playhead and at the open requests. */
const interval = 500;
/** ms for which a segment that is not urgent may wait for peers while the player waits for it. */
const patience = 4000;
/** ms without a byte after which an urgent request is given up: below the 10 s that players wait for a first byte. */
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
  const open = new Map<string, Set<OpenRequest>>();
  const tracks = new Map<RenditionKind, Track>();
  const received = new Set<string>();
  const peers = new Set<string>();
  const delivered = { http: 0, p2p: 0, cache: 0 };
  const bytes = { http: 0, p2p: 0, uploaded: 0 };
  let registry = createRegistry();
  /** By id. The queue before stays until `load()` has returned: its aborts are told inside. */
  let queued = new Map<string, Upcoming>();
  let listed: ReadonlySet<string> = new Set();
  let signature = "";
  let swarm: string | undefined;
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
    const { data } = segment;
    const size = data.byteLength;
    const method = segment.responseUrl === undefined ? "p2p" : "http";
    const { downloadTime, firstByteTime: firstByte } = segment;
    if (downloadTime !== undefined) {
      meter.loaded({ method, bytes: size, took: downloadTime, firstByte });
    }
    // The worker's cache has it too: the page keeps nothing that nobody asked for.
    delete (segment as LoaderSegment).data;
    const requests = take(segment.id);
    requests.forEach((request, index) => {
      const isLast = index === requests.length - 1;
      deliver(request, isLast ? data : data.slice(0), method, segment, peerId);
    });
    if (requests.length > 0) renew();
  });

  loader.on("segment_error", (segment, error, peerId) => {
    // A bad copy of one peer: another source is asked.
    if (peerId === undefined) fail(segment.id, failureOf(error));
  });

  loader.on("segment_state_change", ({ id }, state) => {
    if (state !== "http" && state !== "p2p") return;
    for (const request of open.get(id) ?? []) {
      request.loaded = 0;
      request.options.onStart?.();
    }
  });

  loader.on("piece_bytes_downloaded", (method, count, _peerId, segment) => {
    bytes[method] += count;
    meter.arrived(count);
    if (segment === undefined) return;
    for (const request of open.get(segment.id) ?? []) {
      request.loaded += count;
      request.heardAt = now();
      request.options.onProgress?.(request.loaded);
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

  /** The requests for a segment, which are open no longer. */
  function take(id: string): OpenRequest[] {
    const requests = [...(open.get(id) ?? [])];
    open.get(id)?.clear();
    open.delete(id);
    if (open.size === 0) stopTimer();
    return requests;
  }

  function fail(id: string, error: DeliveryError): void {
    const requests = take(id);
    for (const request of requests) request.reject(error);
    if (requests.length > 0) renew();
  }

  function failAll(error: DeliveryError): void {
    for (const id of [...open.keys()]) for (const request of take(id)) request.reject(error);
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

  /** Builds the queue anew, and tells the loader if anything in it changed. Never throws. */
  function renew(): void {
    try {
      tellLoader();
    } catch (cause) {
      giveUp("The queue could not be built.", cause);
    }
  }

  function tellLoader(): void {
    const target = swarmOf(registry, tracks, options.identity);
    if (target === undefined) return;
    const settings = loader.getSettings();
    const urgent = urgentWindow();
    if (settings.requiredSegmentsPriority !== urgent) settings.requiredSegmentsPriority = urgent;
    const list = listUpcoming({
      tracks: [...tracks.values()],
      wanted: wantedOf(open),
      playhead: playhead(),
      urgent,
      window: settings.p2pDownloadMaxPriority,
      hasCompany: hasCompany(),
      listed,
      received,
    });
    const bounds = {
      urgent,
      http: settings.httpDownloadMaxPriority,
      p2p: settings.p2pDownloadMaxPriority,
    };
    const next = `${target} ${signatureOf(list, bounds)}`;
    if (next === signature) return;
    signature = next;
    for (const upcoming of list) queued.set(upcoming.segment.id, upcoming);
    void loader
      .load(
        list.map((upcoming) => toLoaderSegment(upcoming, registry.manifestUrl ?? "")),
        target,
      )
      .catch((cause: unknown) => giveUp("The loader refused the queue.", cause));
    swarm = target;
    queued = new Map(list.map((upcoming) => [upcoming.segment.id, upcoming]));
    listed = new Set(queued.keys());
  }

  /** Ours to blame: the player goes on without us. */
  function giveUp(message: string, cause: unknown): void {
    warn(message, cause);
    signature = "";
    failAll(new DeliveryError("unavailable", message, 0, cause));
  }

  function startTimer(): void {
    timer ??= setInterval(look, interval);
  }

  function stopTimer(): void {
    clearInterval(timer);
    timer = undefined;
  }

  /** A player that waits must not wait for ever, whatever the loader does. */
  function look(): void {
    const at = now();
    lookedAt = at;
    for (const [id, requests] of [...open]) {
      const [first] = requests;
      if (first === undefined) continue;
      const priority = queued.get(id)?.priority ?? 0;
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
      const requests = open.get(segment.id) ?? new Set();
      open.set(segment.id, requests.add(one));
      // A track begins anew with each request, so that a seek or a switch of quality moves the queue.
      tracks.set(rendition.kind, { rendition, from: segment, offset });
      received.delete(segment.id);
      joinedAt ??= at;
      signal?.addEventListener("abort", () => {
        if (!requests.delete(one)) return;
        if (requests.size === 0 && open.get(segment.id) === requests) take(segment.id);
        reject(new DeliveryError("aborted", "The player aborted the request."));
        renew();
      });
      startTimer();
      renew();
      void readCache(segment);
    });
  }

  /** It may have been loaded before the player asked for it. If not, its event will come. */
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
    addManifest: (response) => receive(registry.addManifest(response)),
    addIndex: (response) => receive(registry.addIndex(response)),
    find(request, isMedia) {
      const match = registry.find(request);
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
      match.type === "segment" &&
      match.rendition.notShared === undefined &&
      match.segment.isShared &&
      !match.segment.isGap,
    async request(match, request = {}) {
      if (request.signal?.aborted === true) {
        throw new DeliveryError("aborted", "The player aborted the request.");
      }
      return ask(match, request);
    },
    describe: (id) => queued.get(id),
    update() {
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
      // Before the queue is forgotten: aborts are told inside.
      if (swarm !== undefined) void loader.load([], swarm).catch(() => undefined);
      clear();
    },
    async destroy() {
      failAll(new DeliveryError("aborted", "The engine was destroyed."));
      clear();
      swarm = undefined;
      joinedAt = undefined;
      peers.clear();
      await loader.destroy();
    },
  };

  function clear(): void {
    stopTimer();
    tracks.clear();
    received.clear();
    registry = createRegistry();
    queued = new Map();
    listed = new Set();
    signature = "";
  }
}

/**
 * All renditions of a stream share one swarm, so that a switch of quality needs no new connections and audio travels with
 * the video. The viewers of 0.6.2 meet in a swarm for each variant.
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

function wantedOf(open: ReadonlyMap<string, ReadonlySet<OpenRequest>>) {
  return [...open.values()].flatMap((requests) => {
    const [first] = requests;
    if (first === undefined) return [];
    const { match, offset, options, isOverdue } = first;
    const url = options.url ?? match.segment.url;
    return [{ ...match, offset, url, isOverdue }];
  });
}

/** The list of renditions was made anew: tracks continue in the one with the same id, if there is one. */
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

function toLoaderSegment({ segment, url, priority }: Upcoming, manifest: string): LoaderSegment {
  return {
    id: segment.id,
    url,
    masterSwarmId: segment.swarmId,
    masterManifestUri: manifest,
    streamId: segment.streamId,
    sequence: segment.sequence,
    range: segment.range === undefined ? undefined : rangeHeader(segment.range),
    priority,
  };
}
