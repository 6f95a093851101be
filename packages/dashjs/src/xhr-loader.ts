/**
 * The loader that dash.js uses for its requests. Whole media segments go through the stream. Everything else, and segments
 * that the stream cannot deliver, go through the loader that dash.js would have used.
 */
import { parseByteRange } from "@swarmlane/manifest";
import {
  createProgressReport,
  DeliveryError,
  type Delivery,
  type PlayerStream,
  type ProgressReport,
  type SegmentMatch,
} from "@swarmlane/player";
import type {
  CommonMediaRequest,
  CommonMediaResponse,
  XhrLoader,
  XhrLoaderExtension,
} from "./dash-api.ts";

export interface XhrLoaderOptions {
  /** Undefined while the player has no engine. */
  readonly stream: () => PlayerStream | undefined;
  /** Whether the loader's request for a segment would be the same as that of dash.js. */
  readonly isPlain: (request: CommonMediaRequest) => boolean;
  /** A manifest was read, before dash.js reads it. */
  readonly onManifest: () => void;
  /** The player asks for a segment. */
  readonly onSegment: () => void;
}

export function createXhrLoaderExtension(options: XhrLoaderOptions): XhrLoaderExtension {
  return function () {
    // dash.js replaces them with ours.
    const { load, abort, reset, resetInitialSettings } = this.parent;
    const alone: XhrLoader = { load, abort, reset, resetInitialSettings };
    /** Aborts the requests that the stream currently handles. */
    const open = new Set<() => void>();

    function stopAnd(then: () => void): () => void {
      return () => {
        for (const stop of [...open]) stop();
        then();
      };
    }

    return {
      load(request, response) {
        const through = options.stream();
        if (through === undefined) return alone.load(request, response);
        try {
          loadThrough(through, { request, response, alone, options, open });
          return true;
        } catch (cause) {
          through.noteFallback("A request could not be handled.", cause);
          return alone.load(request, response);
        }
      },
      abort: stopAnd(abort),
      reset: stopAnd(reset),
      resetInitialSettings: stopAnd(resetInitialSettings),
    };
  };
}

interface Attempt {
  readonly request: CommonMediaRequest;
  readonly response: CommonMediaResponse;
  readonly alone: XhrLoader;
  readonly options: XhrLoaderOptions;
  readonly open: Set<() => void>;
}

function loadThrough(through: PlayerStream, attempt: Attempt): void {
  const { request, response, alone, options } = attempt;
  const { url, headers, customData } = request;
  const { type, mediaType, startTime } = customData.request;
  if (request.method !== "GET") {
    alone.load(request, response);
    return;
  }
  if (type === "MPD") {
    overhear(through, attempt, () => {
      if (typeof response.data !== "string") return;
      through.addManifest({ url, responseUrl: response.url || url, body: response.data });
      options.onManifest();
    });
    return;
  }
  const header = headers?.["Range"];
  const range = header === undefined ? undefined : parseByteRange(header);
  const isReadable = header === undefined || range !== undefined;
  const isMedia = type === "MediaSegment" && (mediaType === "video" || mediaType === "audio");
  if (!isReadable || !(isMedia || type === "IndexSegment" || type === "InitializationSegment")) {
    alone.load(request, response);
    return;
  }
  const match = through.find({ url, range }, isMedia);
  if (match.type === "index") {
    overhear(through, attempt, () => {
      if (!(response.data instanceof ArrayBuffer)) return;
      through.addIndex({ url, range, bytes: new Uint8Array(response.data) });
    });
    return;
  }
  if (!isMedia || match.type !== "segment" || !options.isPlain(request)) {
    alone.load(request, response);
    return;
  }
  const start = Number.isFinite(startTime) ? startTime : undefined;
  options.onSegment();
  if (!through.canRequest(match)) {
    handOver(through, match, start, attempt);
    return;
  }
  bring(through, match, start, attempt);
}

/** Our handler runs first, so that the registry knows a manifest before dash.js acts on it. */
function overhear(
  through: PlayerStream,
  { request, response, alone }: Attempt,
  listen: () => void,
): void {
  const { customData } = request;
  const { onloadend } = customData;
  customData.onloadend = () => {
    try {
      const { status = 0 } = response;
      if (status >= 200 && status <= 299) listen();
    } catch (cause) {
      through.noteFallback("A response could not be read.", cause);
    }
    onloadend?.();
  };
  alone.load(request, response);
}

/** What dash.js loads itself can be shared all the same. */
function handOver(
  through: PlayerStream,
  match: SegmentMatch,
  startTime: number | undefined,
  attempt: Attempt,
): void {
  const { request, response } = attempt;
  const startedAt = performance.now();
  overhear(through, attempt, () => {
    const { data } = response;
    if (!(data instanceof ArrayBuffer)) return;
    const responseUrl = response.url || request.url;
    const downloadTime = performance.now() - startedAt;
    through.adopt(match, { data, responseUrl, downloadTime, startTime });
  });
}

function bring(
  through: PlayerStream,
  match: SegmentMatch,
  startTime: number | undefined,
  { request, response, alone, options, open }: Attempt,
): void {
  const { url, timeout, customData } = request;
  const controller = new AbortController();
  let isOver = false;
  let loaded = 0;
  const expectedSize = expectedSizeOf(match);
  const report = createProgressReport({
    progressUpdated(ms, bytes, remaining) {
      loaded += bytes;
      const isSample = bytes > 0;
      customData.onprogress?.({
        ...{ loaded, total: loaded + remaining, time: ms, noTrace: !isSample },
        lengthComputable: isSample && expectedSize !== undefined,
      });
    },
    statistics: () => through.statistics,
    expectedSize,
    now: () => performance.now(),
  });
  const timer = timeout > 0 ? setTimeout(onTimeout, timeout) : undefined;

  /** No callback follows. */
  function stop(): void {
    isOver = true;
    open.delete(abort);
    clearTimeout(timer);
    controller.abort();
  }

  function abort(): void {
    if (isOver) return;
    stop();
    customData.onabort?.();
  }

  /** Fails like a request that the browser aborted. */
  function fail(status: number, statusText = ""): void {
    Object.assign(response, { url, status, statusText, headers: {} });
    customData.onloadend?.();
  }

  function onTimeout(): void {
    stop();
    customData.ontimeout?.({ loaded, total: 0, lengthComputable: false });
    fail(0);
  }

  // dash.js ignores the first sample, which represents the time to the first byte.
  customData.onprogress?.({ loaded: 0, total: 0, lengthComputable: false, time: 0 });
  customData.abort = abort;
  open.add(abort);
  through
    .request(match, {
      ...{ url, startTime, signal: controller.signal },
      onStart: () => report.started(),
      onProgress: (count, method) => report.arrived(count, method),
    })
    .then(
      (delivery) => {
        if (isOver) return;
        stop();
        succeed(delivery, report, request, response);
      },
      (error: unknown) => {
        if (isOver) return;
        stop();
        const { failure, status = 0 } = error instanceof DeliveryError ? error : {};
        if (failure === "http") fail(status, (error as DeliveryError).message);
        else if (failure === "timeout") onTimeout();
        else if (failure === "aborted" && options.stream() === through) customData.onabort?.();
        else {
          if (failure !== "aborted") {
            through.noteFallback("The engine could not load a segment.", error);
          }
          alone.load(request, response);
        }
      },
    )
    .catch((cause: unknown) => {
      // The exception came from dash.js's own callbacks.
      reportError(cause);
    });
}

function succeed(
  delivery: Delivery,
  report: ProgressReport,
  { headers, customData }: CommonMediaRequest,
  response: CommonMediaResponse,
): void {
  const { data, responseUrl, timing } = delivery;
  const total = data.byteLength;
  const isSampled = report.finished(delivery);
  const all = { loaded: total, total, lengthComputable: true, noTrace: true };
  customData.onprogress?.(all);
  const isPart = headers?.["Range"] !== undefined;
  Object.assign(response, {
    ...{ url: responseUrl, status: isPart ? 206 : 200, statusText: "OK", headers: {}, data },
  });
  customData.onloadend?.();
  // dash.js reads these a microtask after `onloadend`. By its own, a segment that came at once is taken for one from the
  // browser's cache, and tells it nothing about the network.
  if (!isSampled) return;
  const { request } = customData;
  const at = Date.now() - performance.now();
  request.startDate = new Date(at + timing.start);
  request.firstByteDate = new Date(at + timing.first);
}

function expectedSizeOf({ segment, rendition }: SegmentMatch): number | undefined {
  const { range, duration } = segment;
  if (range?.end !== undefined) return range.end - range.start + 1;
  return rendition.bandwidth === undefined ? undefined : (rendition.bandwidth / 8) * duration;
}
