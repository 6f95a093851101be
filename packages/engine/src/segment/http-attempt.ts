/**
 * Loads one segment once over HTTP. An effect of the segment machine; stopped by its signal.
 * Rejects with a `LoaderError`: `HTTP_…` from the origin, `CALLBACK_…` from the caller's URL builder.
 */
import {
  LoaderError,
  type AbortSignalLike,
  type EngineEvent,
  type EnginePorts,
  type EngineSettings,
  type Log,
  type SegmentInfo,
} from "@swarmlane/contract";
import { fromPromise } from "xstate";
import { withDeadline } from "../deadline.ts";
import type { PayloadHandle, Payloads } from "../payloads.ts";

export interface HttpAttemptInput {
  readonly info: SegmentInfo;
  /** Taken, whether it is of use or not. */
  readonly partial: PayloadHandle | undefined;
  readonly expectedSize: number | undefined;
  /** Called with what came since the call before, at most each `limits.progressInterval` (ADR 0006). */
  readonly onBytes: (bytes: number) => void;
}

export interface HttpAttemptOutput {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly requestUrl: string;
  readonly responseUrl: string;
  /** It begins with the bytes that a peer brought. */
  readonly isSpliced: boolean;
}

export interface HttpAttemptPorts extends Pick<
  EnginePorts,
  "http" | "callbacks" | "clock" | "limits"
> {
  readonly settings: Readonly<EngineSettings>;
  readonly payloads: Payloads;
  readonly emit: (event: EngineEvent) => void;
  readonly log: Log;
}

export function createHttpAttempt(ports: HttpAttemptPorts) {
  const { http, payloads, settings, emit, log, clock, limits } = ports;

  return fromPromise<HttpAttemptOutput, HttpAttemptInput>(
    async ({ input, signal }: { input: HttpAttemptInput; signal: AbortSignalLike }) => {
      const { info, expectedSize } = input;
      const brought = input.partial === undefined ? undefined : payloads.take(input.partial);
      const partial = settings.httpUseRanges ? brought : undefined;

      const url = await buildUrl(ports, info);
      if (signal.aborted) throw new LoaderError("HTTP_ERROR", "aborted before the request");
      if (log.enabled) log("http segment download", url, partial?.byteLength ?? 0);

      const request = { segment: info, url, range: info.range, partial, expectedSize };
      let untold = 0;
      let toldAt = -Infinity;
      const onBytes = (bytes: number) => {
        if (signal.aborted || bytes <= 0) return;
        emit({ type: "bytes/downloaded", method: "http", bytes });
        untold += bytes;
        if (clock.now() - toldAt < limits.progressInterval) return;
        input.onBytes(untold);
        untold = 0;
        toldAt = clock.now();
      };
      const { data, responseUrl } = await http.get(request, onBytes, signal);
      if (data.byteLength === 0) throw new LoaderError("HTTP_EMPTY", "the origin sent no bytes");
      const bytes = new Uint8Array(data);
      return { bytes, requestUrl: url, responseUrl, isSpliced: partial !== undefined };
    },
  );
}

/** The address for this attempt: the caller's builder is asked once (contract §6). */
async function buildUrl(
  { callbacks: { buildUrl }, clock, limits }: HttpAttemptPorts,
  info: SegmentInfo,
): Promise<string> {
  if (buildUrl === undefined) return info.url;
  const name = "segmentUrlBuilder";
  const deadline = { clock, within: limits.callback, code: "CALLBACK_TIMEOUT", name } as const;
  try {
    const url: unknown = await withDeadline(deadline, () => buildUrl(info));
    if (typeof url !== "string")
      throw new TypeError(`${name} returned ${typeof url}, not a string`);
    return url;
  } catch (error) {
    if (error instanceof LoaderError) throw error;
    throw new LoaderError("CALLBACK_FAILED", `${name} failed: ${String(error)}`, { cause: error });
  }
}
