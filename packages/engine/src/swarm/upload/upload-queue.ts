/** The requests of one peer. Either thread. Requests beyond the limits are refused: they are answered Absent. */
import type { Clock, EngineSettings, Limits, WireSegmentId } from "@swarmlane/contract";
import type { Dialect } from "../channel/dialect.ts";
import type { Relay, Relays } from "./relays.ts";

const minute = 60_000;

/** What a peer asks of us. Two are the same when both id and number are. */
export interface UploadRequest {
  readonly id: WireSegmentId;
  /** Undefined: 0.6. */
  readonly number?: number | undefined;
  readonly offset?: number | undefined;
  readonly size?: number | undefined;
}

export interface UploadQueue {
  /** The one being served. */
  readonly current: UploadRequest | undefined;
  readonly hasWaiting: boolean;
  isCurrent(request: UploadRequest): boolean;
  /** Whether the request may wait with the others; otherwise it is answered Absent. */
  mayAccept(request: UploadRequest): boolean;
  push(request: UploadRequest): void;
  /** Makes the first that waits the current one. */
  startNext(): void;
  /** The bytes of the current one; of what is still arriving: where they come from. Undefined: we have neither. */
  read(): Promise<Uint8Array | Relay | undefined>;
  /** Reads the first that waits, so that its bytes are there when it is due. */
  readAhead(): void;
  finishCurrent(): void;
  /** The peer no longer wants it. Does not touch the current one. */
  withdraw(request: UploadRequest): void;
  clear(): void;
}

interface Entry {
  readonly request: UploadRequest;
  bytes: Promise<Uint8Array | undefined> | undefined;
}

export interface UploadQueueDeps {
  readonly limits: Limits;
  readonly settings: Pick<EngineSettings, "consumeOnly">;
  readonly clock: Pick<Clock, "now">;
  readonly dialect: Dialect;
  /** Never rejects. */
  readonly relays: Pick<Relays, "find">;
  readonly readForPeer: (segmentId: WireSegmentId) => Promise<Uint8Array | undefined>;
}

export function createUploadQueue(deps: UploadQueueDeps): UploadQueue {
  const { limits, settings, clock, dialect } = deps;
  let current: Entry | undefined;
  let waiting: Entry[] = [];
  /** How often each segment was accepted in the minute that began at `countedSince`. */
  let accepted = new Map<WireSegmentId, number>();
  let countedSince = clock.now();

  const isCountOver = (): boolean => clock.now() - countedSince >= minute;

  function countOf(segmentId: WireSegmentId): number {
    return isCountOver() ? 0 : (accepted.get(segmentId) ?? 0);
  }

  function isSame({ request }: Entry, { id, number }: UploadRequest): boolean {
    return request.id === id && request.number === number;
  }

  /** What is not stored yet is looked for again when it is due. */
  async function read(entry: Entry | undefined): Promise<Uint8Array | undefined> {
    if (entry === undefined) return undefined;
    const bytes = await (entry.bytes ??= deps.readForPeer(entry.request.id));
    if (bytes === undefined) entry.bytes = undefined;
    return bytes;
  }

  function findRelay({ id, number }: UploadRequest): Relay | undefined {
    return number === undefined ? undefined : deps.relays.find(id);
  }

  return {
    get current() {
      return current?.request;
    },
    get hasWaiting() {
      return waiting.length > 0;
    },
    isCurrent: (request) => current !== undefined && isSame(current, request),
    mayAccept({ id }) {
      const inHand = waiting.length + (current === undefined ? 0 : 1);
      const most = dialect.isNumbered ? limits.requestsInFlight : limits.uploadsPerPeerQueued + 1;
      return !settings.consumeOnly && inHand < most && countOf(id) < limits.sameSegmentPerMinute;
    },
    push(request) {
      if (isCountOver()) {
        accepted = new Map();
        countedSince = clock.now();
      }
      accepted.set(request.id, countOf(request.id) + 1);
      waiting.push({ request, bytes: undefined });
    },
    startNext() {
      current = waiting.shift();
    },
    async read() {
      const entry = current;
      return (await read(entry)) ?? (entry && findRelay(entry.request));
    },
    readAhead() {
      if (waiting[0] !== undefined) void read(waiting[0]);
    },
    finishCurrent() {
      current = undefined;
    },
    withdraw(request) {
      waiting = waiting.filter((each) => !isSame(each, request));
    },
    clear() {
      current = undefined;
      waiting = [];
    },
  };
}
