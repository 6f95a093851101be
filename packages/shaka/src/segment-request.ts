/** A request of Shaka for a segment that the stream delivers, as an operation that Shaka can abort. */
import {
  createProgressReport,
  DeliveryError,
  type Delivery,
  type PlayerStream,
  type ProgressReport,
  type SegmentMatch,
} from "@swarmlane/player";
import type { Attempt } from "./schemes.ts";
import { abortedError, httpError, timeoutError } from "./shaka-errors.ts";
import type { Operation, ShakaLibrary, ShakaResponse } from "./shaka-api.ts";

export interface SegmentRequestInput {
  readonly shaka: ShakaLibrary;
  readonly stream: PlayerStream;
  readonly match: SegmentMatch;
  readonly attempt: Attempt;
  /** False once the engine was destroyed. Shaka continues without it. */
  readonly isAlive: () => boolean;
  /** ms. */
  readonly now: () => number;
}

export function requestSegment(input: SegmentRequestInput): Operation<ShakaResponse> {
  const { shaka, stream, match, attempt, isAlive, now } = input;
  const { uri, request, context } = attempt;
  const controller = new AbortController();
  /** The reason if the engine ended the request. */
  let ended: "aborted" | "timeout" | undefined;
  /** Shaka's own request, if the stream cannot deliver the segment. */
  let alone: Operation<ShakaResponse> | undefined;
  const { timeout } = request.retryParameters;
  const timer = timeout > 0 ? setTimeout(() => end("timeout"), timeout) : undefined;

  function end(reason: "aborted" | "timeout"): void {
    ended ??= reason;
    controller.abort();
  }

  async function bring(): Promise<ShakaResponse> {
    const report = createProgressReport({
      progressUpdated: attempt.progressUpdated,
      statistics: () => stream.statistics,
      expectedSize: expectedSizeOf(match),
      now,
    });
    try {
      const delivery = await stream.request(match, {
        url: uri,
        startTime: context?.segment?.getStartTime(),
        signal: controller.signal,
        onStart: () => report.started(),
        onProgress: (loaded, method) => report.arrived(loaded, method),
      });
      return responseOf(attempt, delivery, report);
    } catch (error) {
      return await giveUp(error);
    } finally {
      clearTimeout(timer);
    }
  }

  function giveUp(error: unknown): Promise<ShakaResponse> {
    if (ended === "aborted") throwShakaError(abortedError(shaka, attempt));
    if (ended === "timeout") throwShakaError(timeoutError(shaka, attempt));
    if (error instanceof DeliveryError) {
      if (error.failure === "http") throwShakaError(httpError(shaka, attempt, error));
      if (error.failure === "timeout") throwShakaError(timeoutError(shaka, attempt));
      // Shaka left the stream.
      if (error.failure === "aborted" && isAlive()) throwShakaError(abortedError(shaka, attempt));
    }
    if (isAlive()) stream.noteFallback("The engine could not load a segment.", error);
    alone = attempt.loadAlone();
    return alone.promise;
  }

  return new shaka.util.AbortableOperation(bring(), async () => {
    end("aborted");
    await alone?.abort();
  });
}

function throwShakaError(error: object): never {
  // Shaka's errors are not instances of Error.
  // oxlint-disable-next-line typescript/only-throw-error
  throw error;
}

function responseOf(
  { uri, request }: Attempt,
  delivery: Delivery,
  report: ProgressReport,
): ShakaResponse {
  const { data, responseUrl, timing } = delivery;
  const isSampled = report.finished(delivery);
  return {
    uri: responseUrl,
    originalUri: uri,
    data,
    headers: {},
    status: request.headers["Range"] === undefined ? 200 : 206,
    originalRequest: request,
    timeMs: timing.end - timing.start,
    // Nothing was measured yet, so there is no time that Shaka could believe.
    fromCache: !isSampled,
  };
}

function expectedSizeOf({ segment, rendition }: SegmentMatch): number | undefined {
  const { range, duration } = segment;
  if (range?.end !== undefined) return range.end - range.start + 1;
  return rendition.bandwidth === undefined ? undefined : (rendition.bandwidth / 8) * duration;
}
