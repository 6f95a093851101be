/**
 * Handles the requests of one player. Whole media segments go through the stream. Manifests and indexes are also read by the
 * engine. Everything else goes through Shaka's own plugin, and so do segments that the stream cannot deliver.
 */
import { parseByteRange, type ByteRange, type RequestMatch } from "@swarmlane/manifest";
import type { PlayerStream, SegmentMatch } from "@swarmlane/player";
import type { PreloadedManifests } from "./preloaded-manifests.ts";
import type { Attempt, RequestHandler } from "./schemes.ts";
import { requestSegment } from "./segment-request.ts";
import type { Operation, ShakaLibrary, ShakaRequest, ShakaResponse } from "./shaka-api.ts";

export interface RequestHandlerOptions {
  readonly shaka: ShakaLibrary;
  /** Undefined if the engine could not start, or was destroyed. */
  readonly stream: () => PlayerStream | undefined;
  readonly preloaded: PreloadedManifests;
  /** Whether the loader's request would be the same as Shaka's. */
  readonly isPlain: (request: ShakaRequest) => boolean;
  /** A manifest was preloaded. It may belong to the stream that the player is about to play. */
  readonly onPreloaded: () => void;
  /** ms. Default: `performance.now`. */
  readonly now?: () => number;
}

export function createRequestHandler(options: RequestHandlerOptions): RequestHandler {
  const { shaka, stream, preloaded, isPlain, onPreloaded } = options;
  const now = options.now ?? (() => performance.now());
  const { RequestType, AdvancedRequestType } = shaka.net.NetworkingEngine;
  const manifestTypes: ReadonlySet<number | undefined> = new Set([
    ...[AdvancedRequestType.MPD, AdvancedRequestType.MPD_PATCH],
    ...[AdvancedRequestType.MASTER_PLAYLIST, AdvancedRequestType.MEDIA_PLAYLIST],
  ]);

  function noteFallback(reason: string, cause: unknown): void {
    stream()?.noteFallback(reason, cause);
  }

  /** Our handler runs first, so that the registry knows a manifest before Shaka acts on it. */
  function overhear(attempt: Attempt, listen: (response: ShakaResponse) => void) {
    const operation = attempt.loadAlone();
    operation.promise.then(
      (response) => {
        try {
          listen(response);
        } catch (cause) {
          noteFallback("A response could not be read.", cause);
        }
      },
      () => undefined,
    );
    return operation;
  }

  function loadManifest(attempt: Attempt, through: PlayerStream): Operation<ShakaResponse> {
    const { uri: url, request, context } = attempt;
    if (request.method !== "GET" || !isManifest(attempt)) return attempt.loadAlone();
    return overhear(attempt, ({ uri: responseUrl, data }) => {
      if (stream() !== through) return;
      const manifest = { url, responseUrl, body: bytesOf(data) };
      // Shaka goes on calling it a preload when the stream is played.
      const isAhead = context?.isPreload === true && !isOfStream(url, through);
      if (!isAhead) {
        through.addManifest(manifest);
        return;
      }
      preloaded.add(manifest);
      onPreloaded();
    });
  }

  function isOfStream(url: string, through: PlayerStream): boolean {
    if (through.registry.manifestUrl === url) return true;
    return through.find({ url }, false).type === "manifest";
  }

  /** Requests for content steering and the like are not for manifests. Their type says so, or is missing. */
  function isManifest({ context }: Attempt): boolean {
    return context?.type === undefined || manifestTypes.has(context.type);
  }

  function loadSegment(attempt: Attempt, through: PlayerStream): Operation<ShakaResponse> {
    const { uri, request, context } = attempt;
    const range = rangeOf(request.headers);
    if (range === "unreadable" || request.method !== "GET") return attempt.loadAlone();
    const isInit = context?.type === AdvancedRequestType.INIT_SEGMENT;
    // The first segments of a stream that is not played yet are not known, and need not be.
    const isMedia = !isInit && context?.isPreload !== true && preloaded.isEmpty;
    const match: RequestMatch = through.find({ url: uri, range }, isMedia);
    if (match.type === "index") {
      return overhear(attempt, ({ data }) => {
        through.addIndex({ url: uri, range, bytes: bytesOf(data) });
      });
    }
    if (match.type !== "segment" || isInTheMaking(attempt, match)) return attempt.loadAlone();
    if (!isPlain(request)) return attempt.loadAlone();
    if (!through.canRequest(match)) return handOver(attempt, through, match);
    const isAlive = () => stream() === through;
    return requestSegment({ shaka, stream: through, match, attempt, isAlive, now });
  }

  /** What Shaka loads itself can be shared all the same. */
  function handOver(attempt: Attempt, through: PlayerStream, match: SegmentMatch) {
    const startedAt = now();
    return overhear(attempt, ({ uri: responseUrl, data, timeMs }) => {
      const downloadTime = timeMs ?? now() - startedAt;
      const startTime = attempt.context?.segment?.getStartTime();
      through.adopt(match, { data, responseUrl, downloadTime, startTime });
    });
  }

  return {
    load(attempt) {
      const through = stream();
      if (through === undefined) return attempt.loadAlone();
      if (attempt.requestType === RequestType.MANIFEST) return loadManifest(attempt, through);
      if (attempt.requestType === RequestType.SEGMENT) return loadSegment(attempt, through);
      return attempt.loadAlone();
    },
    noteFallback,
  };
}

/**
 * Shaka appends the chunks of a low-latency stream while they arrive. It also offers this for other streams, and accepts whole
 * segments too.
 */
function isInTheMaking({ request }: Attempt, { rendition }: SegmentMatch): boolean {
  return Boolean(request.streamDataCallback) && rendition.timing()?.isLowLatency === true;
}

function rangeOf(headers: {
  readonly [name: string]: string;
}): ByteRange | undefined | "unreadable" {
  const header = headers["Range"];
  return header === undefined ? undefined : (parseByteRange(header) ?? "unreadable");
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
