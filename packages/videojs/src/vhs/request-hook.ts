/** Decides for each request of VHS whether Swarmlane loads it, reads its response, or ignores it. */
import { affectsResponse, type PlayerStream } from "@swarmlane/player";
import type { OwnHook } from "./chain-hooks.ts";
import {
  rangeOf,
  readAlong,
  readBeginning,
  readClock,
  readIndex,
  readIndexInFile,
  readManifest,
  readSegment,
  type Reader,
} from "./responses.ts";
import { SegmentXhr, type SegmentXhrOptions } from "./segment-xhr.ts";
import type { VhsRequest } from "./vhs-types.ts";

export interface RequestHookOptions {
  readonly stream: PlayerStream;
  /** Where a segment that VHS is about to load begins on the media element's timeline, in seconds. */
  readonly startTimeOf: (uri: string) => number | undefined;
  /** Whether the site prepares the loader's requests (`httpRequestSetup`, `xhrSetup`). */
  readonly hasRequestSetup: () => boolean;
  /** A manifest was read: once before VHS has seen it, and once afterwards. */
  readonly onManifest: () => void;
  readonly warn: (message: string, cause?: unknown) => void;
  readonly createXhr?: (() => XMLHttpRequest) | undefined;
}

/** Before video.js 8.11, requests do not say what they are for; before 8.15, segments do not say when they are played. */
export const tooOld =
  "This version of video.js does not say enough about its requests. Version 8.15 or newer is needed. The stream is loaded without peers.";

/** ms for which peers may be waited for beyond the player's timeout. The stream waits a little less. */
const patience = 5000;

/** Never throws. The player sends requests that the hook does not understand itself. */
export function createRequestHook(options: RequestHookOptions): OwnHook {
  const { stream } = options;
  let isFirst = true;

  function handle(request: VhsRequest, uri: string): VhsRequest {
    const read = (reader: Reader) =>
      readAlong(request, reader, (cause) => options.warn("A response could not be read.", cause));
    // A manifest. Later, the index within a single file has no type in any version.
    if (isFirst && request.requestType === undefined) options.warn(tooOld);
    isFirst = false;
    switch (request.requestType) {
      case "segment":
        return handleSegment(request, uri, read);
      case "hls-playlist":
      case "dash-manifest": {
        const reader = readManifest(stream, uri);
        return read((xhr) => {
          reader(xhr);
          options.onManifest();
          // Again when VHS has it, which had nothing to write into before its first playlist.
          xhr.addEventListener("load", options.onManifest, { once: true });
        });
      }
      case "dash-sidx":
        return read(readIndex(stream, uri, rangeOf(request)));
      case "dash-clock-sync":
        return read(readClock(stream));
      case undefined:
        return readBeginning(request, readIndexInFile(stream, uri), (cause) =>
          options.warn("An index could not be read.", cause),
        );
      default:
        // Init segments, keys, content steering.
        return request;
    }
  }

  function handleSegment(
    request: VhsRequest,
    uri: string,
    read: (reader: Reader) => VhsRequest,
  ): VhsRequest {
    const match = stream.find({ url: uri, range: rangeOf(request) }, true);
    if (match.type !== "segment") return request;
    const startTime = options.startTimeOf(uri);
    if (!stream.canRequest(match)) {
      // What VHS loads itself can be shared all the same, unless it is the page's own kind of request.
      return isPlain(request) ? read(readSegment(stream, match, startTime)) : request;
    }
    const xhr: SegmentXhrOptions = {
      load: (how) => stream.request(match, how),
      objection,
      startTime,
      timeout: request.timeout ?? 0,
      patience: () => (stream.statistics.peers > 0 ? patience : 0),
      noteFallback: (reason, cause) => stream.noteFallback(reason, cause),
      createXhr: options.createXhr ?? (() => new XMLHttpRequest()),
    };
    return { ...request, timeout: 0, xhr: new SegmentXhr(xhr) };
  }

  function objection(request: { headers: Headers; withCredentials: boolean }): string | undefined {
    if (options.hasRequestSetup()) return undefined;
    const names = [...request.headers.keys()].filter(affectsResponse);
    const reasons = [
      ...(request.withCredentials ? ["credentials"] : []),
      ...names.map((name) => `the header "${name}"`),
    ];
    if (reasons.length === 0) return undefined;
    return `The page sends segment requests with ${reasons.join(" and ")}, so these segments are loaded without peers. Set core.httpRequestSetup to share them.`;
  }

  return (request, uri) => {
    try {
      return handle(request, uri);
    } catch (cause) {
      stream.noteFallback("A request could not be inspected.", cause);
      return request;
    }
  };
}

function isPlain({ headers = {} }: VhsRequest): boolean {
  return !Object.keys(headers).some(affectsResponse);
}
