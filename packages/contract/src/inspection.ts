/**
 * What a host shows to an inspection feed (packages/inspection), and what the page asks for. Types only: the feed's code
 * is loaded when inspection is turned on, and is in no bundle (ADR 0010).
 */
import type { EngineEvent, Clock } from "./ports.ts";
import type { EngineSettings } from "./settings.ts";
import type { ErrorInfo } from "./errors.ts";
import type { PeerId } from "./ids.ts";

/** What the page asks a host for. */
export interface InspectRequest {
  /** Address of the feed's module (`InspectionFeedModule`). */
  readonly feedUrl: string;
  /** For people: the page's title. */
  readonly title: string;
  /** What is cut from addresses (docs/inspection-format.md#redaction). */
  readonly redact: "none" | "tokens" | "all";
  /** Address of a WebSocket relay, beside the BroadcastChannel. */
  readonly relay?: string | undefined;
  /** The page's own part of the settings: plain. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Something that happened in the host. It refers to live objects, so a feed must read what it needs at once. */
export type Observation =
  /** XState's own inspection event. */
  | { readonly of: "actors"; readonly event: unknown }
  /** A run of the policy: its decisions and what it saw. */
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
  /** `at`: ms of the host's clock; never falls. */
  observe(at: number, observation: Observation): void;
  /** One more reader, at the other end of a MessagePort (`unknown` because this package has no DOM types). */
  connect(port: unknown): void;
  stop(): void;
}

/** What the module at `InspectRequest.feedUrl` exports. */
export interface InspectionFeedModule {
  /** A throw, here or in the feed, turns inspection off with a warning. */
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
  /** What only the page knows of: trackers, connections, the end of a worker. */
  | { type: "inspect/warning"; error: ErrorInfo };
