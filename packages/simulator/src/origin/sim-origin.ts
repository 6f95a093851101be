/** The origin: one host that sends segments to viewers, and counts what leaves it. */
import { type HttpPort, LoaderError } from "@swarmlane/contract";
import type { EventClock } from "../clock/event-clock.ts";
import type { Host, Network } from "../network/network.ts";
import type { Bodies } from "./bodies.ts";
import type { Timeline } from "./timeline.ts";

export interface OriginOptions {
  readonly clock: EventClock;
  readonly network: Network;
  readonly host: Host;
  readonly timeline: Timeline;
  readonly bodies: Bodies;
  /** ms from the arrival of a request to the first byte of the answer. */
  readonly firstByte: number;
  /** Bytes of a segment that left: what a viewer gave up counts as far as it was sent. */
  readonly onSent: (sequence: number, bytes: number) => void;
}

export interface SimOrigin {
  /** For one viewer. `onRequest`: it asked for that segment. */
  portFor(viewer: Host, onRequest: (sequence: number) => void): HttpPort;
  /** Calls back when a playlist that is asked for now has arrived: with the time (ms) that it shows. */
  getPlaylist(viewer: Host, onLoaded: (asOf: number) => void): void;
}

/** Bytes in one frame of an answer: about what a browser reads at once. */
const chunk = 64 * 1024;
/** Round trips before the first request of a viewer: TCP and TLS 1.3. */
const handshake = 2;

export function createSimOrigin(options: OriginOptions): SimOrigin {
  const { clock, network, host, timeline, bodies, firstByte, onSent } = options;

  function portFor(viewer: Host, onRequest: (sequence: number) => void): HttpPort {
    const oneWay = network.latency(viewer, host);

    return {
      get: ({ segment, url }, onBytes, signal) =>
        new Promise((resolve, reject) => {
          const sequence = Number(segment.sequence);
          const size = timeline.sizeOf(sequence);
          const flow = network.open(host, viewer);
          let told = 0;
          let received = 0;
          onRequest(sequence);

          function receive(bytes: number): void {
            clock.settleNext();
            received += bytes;
            const now = bodies.scaled(received, size);
            onBytes(now - told);
            told = now;
            if (received < size) return;
            flow.close();
            resolve({ data: bodies.of(bodies.scaled(size, size)), responseUrl: url });
          }

          signal.addEventListener(
            "abort",
            () => {
              flow.close(true);
              reject(new LoaderError("HTTP_ERROR", "aborted"));
            },
            { once: true },
          );
          clock.schedule(oneWay + firstByte, () => {
            if (signal.aborted) return;
            if (sequence >= timeline.shownAt(clock.now()).end) {
              const error = new LoaderError("HTTP_STATUS", "HTTP 404", { status: 404 });
              clock.setTimeout(() => reject(error), oneWay);
              return;
            }
            for (let at = 0; at < size; at += chunk) {
              const bytes = Math.min(chunk, size - at);
              flow.send(
                bytes,
                () => onSent(sequence, bytes),
                () => receive(bytes),
              );
            }
          });
        }),
    };
  }

  return {
    portFor,
    getPlaylist(viewer, onLoaded) {
      const oneWay = network.latency(viewer, host);
      clock.schedule(oneWay + firstByte, () => {
        const asOf = clock.now();
        clock.setTimeout(() => onLoaded(asOf), oneWay);
      });
    },
  };
}

/** ms that a viewer needs before its first request can be sent. */
export function connectTime(network: Network, viewer: Host, origin: Host): number {
  return handshake * 2 * network.latency(viewer, origin);
}
