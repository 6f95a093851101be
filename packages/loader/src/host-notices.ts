/** Turns the host's messages into events of the loader. No other module does this. Page. */
import {
  Events,
  isReason,
  LoaderError,
  reasonInWords,
  type BanRecord,
  type ErrorInfo,
  type Log,
  type SegmentKey,
  type StoredAmount,
} from "@swarmlane/contract";
import type { PageXhr } from "./callbacks/page-xhr.ts";
import type { Rejections } from "./callbacks/rejections.ts";
import type { HostNotice } from "./host/lane.ts";
import type { Emit, SegmentWithData } from "./loader-events.ts";
import type { PeerSide } from "./peers/peer-side.ts";
import { fillSegment, type SegmentFields } from "./segments/segment.ts";
import type { SegmentQueue } from "./segments/segment-queue.ts";

export interface NoticeContext {
  readonly queue: SegmentQueue;
  readonly peers: PeerSide;
  readonly xhr: PageXhr;
  readonly rejections: Rejections;
  readonly emit: Emit;
  readonly warn: (error: LoaderError) => void;
  readonly noteStored: (amount: StoredAmount) => void;
  /** Kept for the next host; the caller is not told. */
  readonly noteBan: (record: BanRecord) => void;
  readonly log: (namespace: string) => Log;
}

/** The engine logs reasons as codes. */
function readable(arg: unknown): unknown {
  return isReason(arg) ? reasonInWords(arg) : arg;
}

/** A message about a segment that is no longer in the queue is too late, and is dropped. */
export function createNoticeHandler(context: NoticeContext): (notice: HostNotice) => void {
  const { queue, peers, xhr, rejections, emit, warn, log } = context;

  /** The caller's own object, which has the fields of a segment, whatever its class. */
  const queued = (key: SegmentKey) => queue.get(key)?.segment as SegmentFields | undefined;

  function errorOf(key: SegmentKey, info: ErrorInfo): Error {
    const isRejection =
      info.code === "HTTP_VALIDATION_FAILED" || info.code === "P2P_VALIDATION_FAILED";
    const rejection = isRejection ? rejections.take(key) : undefined;
    return rejection === undefined ? LoaderError.from(info) : (rejection.reason as Error);
  }

  return (notice) => {
    switch (notice.type) {
      case "segment/loaded": {
        const segment = queued(notice.key);
        if (segment === undefined) break;
        fillSegment(segment, notice.segment);
        queue.markDelivered(notice.key);
        emit(Events.SegmentLoaded, segment as SegmentWithData, notice.peerId);
        peers.segmentSettled();
        break;
      }
      case "segment/error": {
        peers.segmentSettled();
        const error = errorOf(notice.key, notice.error);
        const segment = queued(notice.key);
        if (segment !== undefined) emit(Events.SegmentError, segment, error, notice.peerId);
        break;
      }
      case "segment/state": {
        const segment = queued(notice.key);
        if (segment === undefined) break;
        emit(Events.SegmentStateChange, segment, notice.state, reasonInWords(notice.reason));
        break;
      }
      case "bytes/downloaded": {
        const { method, bytes, peerId } = notice;
        const segment = notice.key === undefined ? undefined : queued(notice.key);
        if (segment === undefined) emit(Events.PieceBytesDownloaded, method, bytes, peerId);
        else emit(Events.PieceBytesDownloaded, method, bytes, peerId, segment);
        break;
      }
      case "bytes/uploaded":
        emit(Events.PieceBytesUploaded, "p2p", notice.bytes, notice.peerId);
        break;
      case "peer/connected":
        peers.connected(notice.peerId, notice.remoteAddress);
        break;
      case "peer/closed":
        peers.closed(notice.peerId);
        break;
      case "warning":
        warn(LoaderError.from(notice.error));
        break;
      case "peer/banned":
        context.noteBan(notice.record);
        break;
      case "connection/drop":
      case "connection/room":
      case "channel/open":
      case "channel/closed":
      case "relay/send":
      case "relay/close":
        peers.receive(notice);
        break;
      case "storage/amount":
        context.noteStored(notice.amount);
        break;
      case "xhr/abort":
        xhr.abort(notice.requestId);
        break;
      case "log":
        log(notice.namespace)(...notice.args.map(readable));
        break;
    }
  };
}
