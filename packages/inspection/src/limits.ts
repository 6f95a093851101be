/**
 * Every number that limits the feed and its readers, with its reason. Bytes, milliseconds and counts.
 * Not in contract/limits.ts: that file is in every page, this one only where something is inspected.
 */

const KiB = 1024;
const MiB = 1024 * KiB;

export const inspectLimits = {
  /** Messages the feed remembers for an inspector that is attached late: the last ten seconds of a very busy page, with 500 a second. */
  ringMessages: 5000,
  /** At most one batch to a reader in so long. */
  batchInterval: 100,
  /** Messages in one batch: a late reader gets the past in ten of them, and none blocks it for a frame. */
  batchMessages: 500,
  /** Batches a reader may leave unanswered before it gets no more: half a second of a busy page. */
  unansweredBatches: 5,
  /** A reader that was not heard for so long is gone. */
  readerSilence: 15_000,
  /** How often a reader says that it is there. */
  readerSignal: 5000,
  /** Readers of one feed: each costs a copy of every message. */
  readers: 8,
  /** What the worker keeps until the feed's code is there. */
  earlyObservations: 2000,
  /** Running totals, speeds and byte counts are told at most so often. */
  progressInterval: 250,

  /** UTF-16 units of an id, an address or a key. */
  idLength: 2 * KiB,
  /** UTF-16 units of a text for people. */
  textLength: 4 * KiB,
  /** UTF-16 units of a string inside an event or a fact. */
  valueLength: 500,
  /** Depth, and entries at each level, of an event's or a fact's data. */
  valueDepth: 4,
  valueEntries: 32,
  /** Elements of any list in a message: segments of a queue, of a peer's map. */
  listLength: 5000,
  /** State nodes of one machine, and transitions of one state. */
  machineNodes: 200,
  nodeTransitions: 200,

  /** Of one frame of a WebSocket relay, and of one session file, in UTF-16 units. */
  frameLength: 8 * MiB,
  fileLength: 256 * MiB,
  fileMessages: 500_000,
} as const;
