/** The engine: scheduler, segments and swarm behind one plain interface. Either thread; nothing of the platform. */
import type {
  BanRecord,
  ConnectionId,
  EnginePorts,
  EngineSettings,
  HostLoad,
  LoadedSegment,
  PeerChannel,
  PeerId,
} from "@swarmlane/contract";
import type { AnyActorRef, InspectionEvent } from "xstate";
import type { PolicyObserver } from "./policy/policy-view.ts";
import type { Announced } from "./swarm/index.ts";

export interface Engine {
  /** Replaces the queue. Segments that left it are aborted; the page has told its listeners already. */
  load(load: HostLoad): Promise<void>;
  configure(settings: Partial<EngineSettings>): void;
  /** The stored segment (not a copy), or undefined. Never rejects. */
  getSegment(id: string): Promise<LoadedSegment | undefined>;
  connectionOpened(connectionId: ConnectionId, initiator: boolean, channel: PeerChannel): void;
  /** `peerId` is only claimed. Blame is recorded for `remoteAddress` and `certificate`; each is "" when not known. */
  connectionAdmit(
    connectionId: ConnectionId,
    peerId: PeerId,
    remoteAddress: string,
    certificate: string,
  ): void;
  connectionClosed(connectionId: ConnectionId): void;
  trackerUpdate(complete: number, incomplete: number): void;
  /** Lists the store again, because its content changed without the engine's doing. */
  relist(): void;
  /** Starts again what was in flight. */
  resume(reason: string): void;
  /** Stops every actor, timer and transfer; clears the store. No event is emitted afterwards. */
  destroy(): Promise<void>;
}

export interface EngineOptions {
  /** Bans that hold from the start. */
  readonly bans?: readonly BanRecord[];
  /** Sees every event, transition and snapshot of every actor. Costs nothing when absent. */
  readonly inspect?: (event: InspectionEvent) => void;
  /** Gets the root of all actors, before it starts. */
  readonly onRoot?: (root: AnyActorRef) => void;
  readonly policyObserver?: PolicyObserver;
  /** What peers announce. For an inspector; must not throw. */
  readonly onAnnounced?: (announced: Announced) => void;
}

/** `ownPeerId`: the id under which trackers know us. It breaks the tie when two offers cross (glare). */
export type CreateEngine = (
  ports: EnginePorts,
  settings: EngineSettings,
  ownPeerId: PeerId,
  options?: EngineOptions,
) => Engine;
