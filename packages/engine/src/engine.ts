/** The engine: scheduler, segments and swarm behind one plain interface. Either thread; nothing of the platform. */
import type {
  ConnectionId,
  EnginePorts,
  EngineSettings,
  HostLoad,
  LoadedSegment,
  PeerChannel,
  PeerId,
} from "@swarmlane/contract";

export interface Engine {
  /** Replaces the queue. Segments that left it are aborted; the page has told its listeners already. */
  load(load: HostLoad): Promise<void>;
  configure(settings: Partial<EngineSettings>): void;
  /** The stored segment (not a copy), or undefined. Never rejects. */
  getSegment(id: string): Promise<LoadedSegment | undefined>;
  connectionOpened(connectionId: ConnectionId, initiator: boolean, channel: PeerChannel): void;
  connectionAdmit(connectionId: ConnectionId, peerId: PeerId, remoteAddress: string): void;
  connectionClosed(connectionId: ConnectionId): void;
  trackerUpdate(complete: number, incomplete: number): void;
  /** What was in flight is started anew. */
  resume(reason: string): void;
  /** Stops every actor, timer and transfer; clears the store. No event is emitted afterwards. */
  destroy(): Promise<void>;
}

export type CreateEngine = (ports: EnginePorts, settings: EngineSettings) => Engine;
