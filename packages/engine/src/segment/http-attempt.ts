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
import { withDeadline } from "../deadline.ts";
import type { HttpPace } from "../http-pace.ts";
import type { PartialPayload } from "../actor-events.ts";
import type { PayloadHandle, Payloads } from "../payloads.ts";
import type { Progress } from "../progress.ts";

export interface HttpAttemptInput {
  readonly info: SegmentInfo;
  /** Taken, whether it is of use or not. */
  readonly partial: PartialPayload | undefined;
  /** What a peer told. */
  readonly expectedSize: number | undefined;
  /** Filled in as bytes arrive. */
  readonly progress: Progress;
}

export interface HttpAttemptOutput {
  /** The segment owns it now. */
  readonly payload: PayloadHandle;
  readonly requestUrl: string;
  readonly responseUrl: string;
  /** It begins with the bytes that a peer brought, and is of the size that the peer told. */
  readonly isSpliced: boolean;
}

export interface HttpAttemptPorts extends Pick<
  EnginePorts,
  "http" | "callbacks" | "clock" | "limits"
> {
  readonly settings: Readonly<EngineSettings>;
  readonly payloads: Payloads;
  readonly pace: HttpPace;
  readonly emit: (event: EngineEvent) => void;
  readonly log: Log;
}

export type HttpAttempt = (
  input: HttpAttemptInput,
  signal: AbortSignalLike,
) => Promise<HttpAttemptOutput>;

export function createHttpAttempt(ports: HttpAttemptPorts): HttpAttempt {
  const { http, payloads, settings, pace, emit, log } = ports;

  return async (input, signal) => {
    const { info, progress } = input;
    const brought = input.partial && payloads.take(input.partial.payload);
    const partial = settings.httpUseRanges ? brought : undefined;
    // Bytes go together with what their own sender said of the segment.
    const expectedSize = partial === undefined ? input.expectedSize : input.partial?.size;

    const url = await buildUrl(ports, info);
    if (signal.aborted) throw new LoaderError("HTTP_ERROR", "aborted before the request");
    if (log.enabled) log("http segment download", url, partial?.byteLength ?? 0);

    const request = { segment: info, url, range: info.range, partial, expectedSize };
    const onBytes = (bytes: number) => {
      if (signal.aborted || bytes <= 0) return;
      progress.firstByteAt ??= ports.clock.now();
      progress.bytes += bytes;
      emit({ type: "bytes/downloaded", method: "http", bytes, key: progress.key });
    };
    const { data, responseUrl } = await http.get(request, onBytes, signal);
    if (data.byteLength === 0) throw new LoaderError("HTTP_EMPTY", "the origin sent no bytes");
    const bytes = new Uint8Array(data);
    pace.note(ports.clock.now() - progress.startedAt, bytes.byteLength);
    // The port asks for the whole where what peers brought and told does not fit.
    const isSpliced =
      partial !== undefined && bytes.byteLength === expectedSize && startsWith(bytes, partial);
    const payload = keep(payloads, bytes, signal);
    return { payload, requestUrl: url, responseUrl, isSpliced };
  };
}

/** If the attempt is stopped before the segment has heard of the payload, nobody else would drop it. */
function keep(
  payloads: Payloads,
  bytes: Uint8Array<ArrayBuffer>,
  signal: AbortSignalLike,
): PayloadHandle {
  const payload = payloads.put(bytes);
  if (signal.aborted) payloads.drop(payload);
  signal.addEventListener("abort", () => payloads.drop(payload), { once: true });
  return payload;
}

function startsWith(bytes: Uint8Array, head: Uint8Array): boolean {
  return head.every((byte, index) => bytes[index] === byte);
}

/** The address for this attempt: the caller's builder is asked once for each. */
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
