/** Writes what a loader (or an engine, which forwards its events) says into the report. Browser. */
import { sha256 } from "@swarmlane/testkit";
import type { ViewerReport } from "./viewer-report.ts";

/** As much of a 0.6 segment as is looked at. */
export interface EmittedSegment {
  readonly id: string;
  readonly url: string;
  readonly range?: string;
  readonly data?: ArrayBuffer;
}

/** An engine's event emitter; names are the values of `Events`. */
export interface LoaderEmitter {
  on(
    event: "segment_loaded",
    listener: (segment: EmittedSegment, peerId?: string) => void,
  ): unknown;
  on(event: "segment_error", listener: (segment: EmittedSegment, error: unknown) => void): unknown;
  on(event: "peer_connect", listener: (peer: { id: string }) => void): unknown;
  on(event: "peer_close", listener: (peerId: string) => void): unknown;
  on(
    event: "piece_bytes_downloaded",
    listener: (method: "http" | "p2p", bytes: number) => void,
  ): unknown;
  on(event: "piece_bytes_uploaded", listener: (method: "p2p", bytes: number) => void): unknown;
  on(
    event: "segment_state_change",
    listener: (segment: EmittedSegment, state: string) => void,
  ): unknown;
  on(event: "warning", listener: (error: { code: string }) => void): unknown;
}

export function recordLoader(emitter: LoaderEmitter, report: ViewerReport): void {
  emitter.on("segment_loaded", (segment, peerId) => {
    const { url, range, data = new ArrayBuffer(0) } = segment;
    // its own copy: a player may take the buffer away while the digest is made
    const copy = data.slice(0);
    void sha256(copy).then((digest) => {
      report.segments.push({ url, range, bytes: copy.byteLength, sha256: digest, peerId });
    });
  });
  emitter.on("segment_error", (segment, error) => {
    report.errors.push(`${segment.url} ${segment.range ?? ""}: ${String(error)}`);
  });
  emitter.on("peer_connect", ({ id }) => report.connected.push(id));
  emitter.on("peer_close", (peerId) => report.closed.push(peerId));
  emitter.on("piece_bytes_downloaded", (method, bytes) => {
    report.bytes[method] += bytes;
  });
  emitter.on("piece_bytes_uploaded", (_method, bytes) => {
    report.bytes.uploaded += bytes;
  });
  emitter.on("segment_state_change", ({ id, range }, state) => {
    report.states[`${id} ${range ?? ""}`] = state;
  });
  emitter.on("warning", ({ code }) => report.warnings.push(code));
}
