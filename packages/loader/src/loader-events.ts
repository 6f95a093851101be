/** The events of a `HybridLoader` and their emitter. Page. */
import { EventEmitter } from "events";
import type { Events, LoaderError, SegmentState } from "@swarmlane/contract";
import { reportException } from "./report-exception.ts";
import type { SegmentFields } from "./segments/segment.ts";

/** A segment with its data, as `SegmentLoaded` carries it. */
export type SegmentWithData = SegmentFields & { data: ArrayBuffer };

/** Arguments of the listeners, by event. */
export interface LoaderEventMap {
  [Events.SegmentLoaded]: [segment: SegmentWithData, peerId?: string];
  /** `error` is a `LoaderError`, or the error with which the caller's validator rejected. */
  [Events.SegmentError]: [
    segment: SegmentFields,
    error: Error & Partial<LoaderError>,
    peerId?: string,
  ];
  [Events.SegmentAbort]: [segment: SegmentFields];
  [Events.PeerConnect]: [peer: { readonly id: string; readonly remoteAddress: string }];
  [Events.PeerClose]: [peerId: string];
  /** Addition: `segment`, to which the bytes belong, while it is queued. */
  [Events.PieceBytesDownloaded]: [
    method: "http" | "p2p",
    bytes: number,
    peerId?: string,
    segment?: SegmentFields,
  ];
  [Events.PieceBytesUploaded]: [method: "p2p", bytes: number, peerId: string];
  [Events.SegmentStateChange]: [segment: SegmentFields, state: SegmentState, reason: string];
  [Events.Warning]: [error: LoaderError];
}

type Listener<Arguments extends unknown[]> = (...args: Arguments) => void;
/** Any function is accepted, because code for 0.6.2 annotates its listeners in various ways. */
type AnyListener = Listener<never[]>;

/** The methods of Node's `EventEmitter`, with our events typed. */
export interface LoaderEmitter {
  on<E extends keyof LoaderEventMap>(event: E, listener: Listener<LoaderEventMap[E]>): this;
  on(event: string | symbol, listener: AnyListener): this;
  once<E extends keyof LoaderEventMap>(event: E, listener: Listener<LoaderEventMap[E]>): this;
  once(event: string | symbol, listener: AnyListener): this;
  addListener<E extends keyof LoaderEventMap>(
    event: E,
    listener: Listener<LoaderEventMap[E]>,
  ): this;
  addListener(event: string | symbol, listener: AnyListener): this;
  prependListener(event: string | symbol, listener: AnyListener): this;
  prependOnceListener(event: string | symbol, listener: AnyListener): this;
  off(event: string | symbol, listener: AnyListener): this;
  removeListener(event: string | symbol, listener: AnyListener): this;
  removeAllListeners(event?: string | symbol): this;
  emit(event: string | symbol, ...args: unknown[]): boolean;
  listenerCount(event: string | symbol): number;
  listeners(event: string | symbol): AnyListener[];
  rawListeners(event: string | symbol): AnyListener[];
  eventNames(): (string | symbol)[];
  setMaxListeners(count: number): this;
  getMaxListeners(): number;
}

export const Emitter = EventEmitter as unknown as new () => LoaderEmitter;

export type Emit = <E extends keyof LoaderEventMap>(event: E, ...args: LoaderEventMap[E]) => void;

/**
 * Emits an event so that a listener that throws does not affect other listeners or the loader, unlike in 0.6.2. The exception
 * is reported as uncaught.
 */
export function isolatedEmit(emitter: LoaderEmitter): Emit {
  return (event, ...args) => {
    for (const listener of emitter.rawListeners(event)) {
      try {
        (listener as Listener<unknown[]>).apply(emitter, args);
      } catch (exception) {
        reportException(exception);
      }
    }
  };
}
