/** What a `HybridLoader` emits and to whom. Page. */
import { EventEmitter } from "events";
import type { Events, LoaderError, SegmentState } from "@swarmlane/contract";
import { reportException } from "./report-exception.ts";
import type { SegmentFields } from "./segments/segment.ts";

/** A segment with its data, as `SegmentLoaded` carries it. */
export type SegmentWithData = SegmentFields & { data: ArrayBuffer };

/** Arguments of the listeners, by event. */
export interface LoaderEventMap {
  [Events.SegmentLoaded]: [segment: SegmentWithData, peerId?: string];
  /** `error` is a `LoaderError`, or what the caller's validator rejected with. */
  [Events.SegmentError]: [
    segment: SegmentFields,
    error: Error & Partial<LoaderError>,
    peerId?: string,
  ];
  [Events.SegmentAbort]: [segment: SegmentFields];
  [Events.PeerConnect]: [peer: { readonly id: string; readonly remoteAddress: string }];
  [Events.PeerClose]: [peerId: string];
  /** Addition: `segment`, which the bytes are of, while it is queued. */
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
/** Any function: code written for 0.6.2 annotates its listeners as it likes. */
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
 * Emits so that a listener that throws stops neither the other listeners nor us (in 0.6.2 it did). What it threw is
 * reported as an uncaught exception.
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
