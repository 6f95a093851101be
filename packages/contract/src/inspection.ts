/**
 * The interface between a host and an inspection feed (packages/inspection), and the requests of the page. This file only
 * contains types: the code of the feed is not bundled, and is loaded when inspection is turned on (ADR 0010).
 */
import type { EngineEvent, Clock } from "./ports.ts";
import type { EngineSettings } from "./settings.ts";
import type { ErrorInfo } from "./errors.ts";
import type { PeerId } from "./ids.ts";

/** A request of the page to a host. */
export interface InspectRequest {
  /** Address of the feed's module (`InspectionFeedModule`). */
  readonly feedUrl: string;
  /** The page's title, for display. */
  readonly title: string;
  /** Which parts of addresses are removed (docs/inspection-format.md#redaction). */
  readonly redact: "none" | "tokens" | "all";
  /** The address of a WebSocket relay, in addition to the BroadcastChannel. */
  readonly relay?: string | undefined;
  /** The page's own part of the settings: plain. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** An event in the host. It refers to live objects, so a feed must read what it needs at once. */
export type Observation =
  /** XState's own inspection event. */
  | { readonly of: "actors"; readonly event: unknown }
  /** A run of the policy: its decisions and its input. */
  | { readonly of: "policy"; readonly decisions: unknown; readonly view: unknown }
  /** What a peer announced. */
  | { readonly of: "announced"; readonly announced: unknown }
  | { readonly of: "engine"; readonly event: EngineEvent }
  | { readonly of: "page"; readonly message: InspectMessage | TrackerMessage };

export interface InspectedHost {
  readonly clock: Clock;
  /** XState's root actor. */
  readonly root: unknown;
  readonly peerId: PeerId;
  readonly settings: Readonly<EngineSettings>;
  readonly request: InspectRequest;
}

export interface InspectionFeed {
  /** `at` is in ms of the host's clock, and never decreases. */
  observe(at: number, observation: Observation): void;
  /** Adds a reader at the other end of a MessagePort (`unknown` because this package has no DOM types). */
  connect(port: unknown): void;
  stop(): void;
}

/** The exports of the module at `InspectRequest.feedUrl`. */
export interface InspectionFeedModule {
  /** An exception here or in the feed turns inspection off with a warning. */
  readonly startFeed: (host: InspectedHost) => InspectionFeed;
}

/** `incomplete`: leeches that a tracker knows, ourselves included. */
export interface TrackerMessage {
  readonly type: "tracker/update";
  readonly complete: number;
  readonly incomplete: number;
}

/** From the page, on the lane. */
export type InspectMessage =
  | { type: "inspect/start"; request: InspectRequest; port?: unknown }
  | { type: "inspect/stop" }
  /** Events that only the page knows: trackers, connections, the end of a worker. */
  | { type: "inspect/warning"; error: ErrorInfo };
