/** What a swarm is created with. Either thread. */
import type {
  BanRecord,
  EnginePorts,
  EngineSettings,
  PeerId,
  SegmentName,
  WireSegmentId,
} from "@swarmlane/contract";
import type { SwarmNotice } from "../actor-events.ts";
import type { Payloads } from "../payloads.ts";
import type { OpenLinks } from "./session/open-links.ts";

export interface SwarmInput {
  /** Ours, for the tie-break between two connections to one peer. */
  readonly ownPeerId: PeerId;
  readonly ports: EnginePorts;
  /** Live: read at each use. */
  readonly settings: Readonly<EngineSettings>;
  readonly payloads: Payloads;
  /** Bans that hold from the start. */
  readonly bans: readonly BanRecord[];
  /** Segments that are still to be loaded, the most important first. */
  readonly wanted: () => Iterable<SegmentName>;
  /** The stored bytes for an upload, without refreshing the LRU; undefined when absent. Never rejects. */
  readonly readForPeer: (segmentId: WireSegmentId) => Promise<Uint8Array | undefined>;
  readonly notify: (notice: SwarmNotice) => void;
  /** Keeps the open links. */
  readonly links: OpenLinks;
}
