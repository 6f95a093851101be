/** The events of the loader as the eleven events of 2.x. */
import type { SegmentInQueue } from "../stream/player-stream.ts";
import type { LoaderFailure, StreamLoader } from "../stream/stream-loader.ts";
import type { StreamType } from "./config-types.ts";
import type { CoreEvents } from "./event-target.ts";
import { RequestError, type RequestErrorType, type SegmentDetails } from "./event-types.ts";

export interface ForwardOptions {
  readonly loader: StreamLoader;
  readonly events: CoreEvents;
  readonly describe: (id: string) => SegmentInQueue | undefined;
  /** A warning of the loader that is not about trackers. */
  readonly warn: (message: string) => void;
}

export function forwardEvents({ loader, events, describe, warn }: ForwardOptions): void {
  /** By id: downloads that began and have not ended. */
  const running = new Map<string, "http" | "p2p">();

  loader.on("segment_state_change", ({ id, url }, state) => {
    if (state !== "http" && state !== "p2p") return;
    running.set(id, state);
    const known = describe(id);
    if (known === undefined) return;
    const segment = detailsOf(known, url);
    events.emit("onSegmentStart", { segment, downloadSource: state, peerId: undefined });
  });

  loader.on("segment_loaded", ({ id, url, data, responseUrl }, peerId) => {
    running.delete(id);
    events.emit("onSegmentLoaded", {
      segmentUrl: url,
      bytesLength: data.byteLength,
      downloadSource: responseUrl === undefined ? "p2p" : "http",
      peerId,
      streamType: typeOf(describe(id)),
    });
  });

  loader.on("segment_error", ({ id, url }, failure, peerId) => {
    running.delete(id);
    const known = describe(id);
    const streamType = typeOf(known);
    const error = requestErrorOf(failure, peerId);
    if (peerId !== undefined) events.emit("onPeerError", { peerId, streamType, error });
    if (known === undefined) return;
    events.emit("onSegmentError", {
      error,
      segment: detailsOf(known, url),
      downloadSource: peerId === undefined ? "http" : "p2p",
      peerId,
      streamType,
    });
  });

  loader.on("segment_abort", ({ id, url }) => {
    const downloadSource = running.get(id);
    const known = describe(id);
    // What leaves the queue without having been downloaded is no abort to 2.x.
    if (!running.delete(id) || known === undefined) return;
    const streamType = typeOf(known);
    const segment = detailsOf(known, url);
    events.emit("onSegmentAbort", { segment, downloadSource, peerId: undefined, streamType });
  });

  loader.on("peer_connect", ({ id }) => {
    events.emit("onPeerConnect", { peerId: id, streamType: "main" });
  });
  loader.on("peer_close", (peerId) => {
    events.emit("onPeerClose", { peerId, streamType: "main" });
  });
  loader.on("piece_bytes_downloaded", (method, bytes, peerId) => {
    events.emit("onChunkDownloaded", bytes, method, peerId);
  });
  loader.on("piece_bytes_uploaded", (_method, bytes, peerId) => {
    events.emit("onChunkUploaded", bytes, peerId);
  });
  loader.on("warning", (error) => {
    if (error.code === "TRACKER_ERROR")
      events.emit("onTrackerError", { streamType: "main", error });
    else if (error.code?.startsWith("TRACKER_") === true)
      events.emit("onTrackerWarning", { streamType: "main", warning: error });
    else warn(`${error.code ?? error.name}: ${error.message}`);
  });
}

function typeOf(known: SegmentInQueue | undefined): StreamType {
  return known?.rendition.kind === "audio" ? "secondary" : "main";
}

function detailsOf({ segment }: SegmentInQueue, url: string): SegmentDetails {
  const { range, sequence, startTime, duration } = segment;
  const isWhole = range?.end === undefined;
  return {
    runtimeId: range === undefined ? url : `${url}|${range.start}-${range.end ?? ""}`,
    externalId: Number(sequence),
    url,
    ...(!isWhole && { byteRange: { start: range.start, end: range.end } }),
    startTime,
    endTime: startTime + duration,
  };
}

function requestErrorOf(
  { code, message }: LoaderFailure,
  peerId: string | undefined,
): RequestError {
  return new RequestError(typeOfError(code, peerId), message);
}

function typeOfError(code: string | undefined, peerId: string | undefined): RequestErrorType {
  switch (code) {
    case "HTTP_STATUS":
    case "HTTP_NOT_YET":
      return "http-unexpected-status-code";
    case "HTTP_TIMEOUT":
      return "bytes-receiving-timeout";
    case "HTTP_BAD_RANGE":
    case "HTTP_TRUNCATED":
    case "HTTP_EMPTY":
      return "http-bytes-mismatch";
    case "HTTP_VALIDATION_FAILED":
      return "http-segment-validation-failed";
    case undefined:
    case "P2P_VALIDATION_FAILED":
      // The rejection of the site's validator comes as it was thrown.
      return peerId === undefined
        ? "http-segment-validation-failed"
        : "p2p-segment-validation-failed";
    default:
      return peerId === undefined ? "http-error" : "peer-protocol-violation";
  }
}
