/**
 * All limits of the feed and its readers with their reasons, in bytes, milliseconds and counts.
 * They are not in contract/limits.ts, because that file is part of every page.
 */

const KiB = 1024;
const MiB = 1024 * KiB;

export const inspectLimits = {
  /** Messages the feed remembers for an inspector that is attached late: the last ten seconds of a very busy page, with 500 a second. */
  ringMessages: 5000,
  /** The shortest time between two batches to a reader. */
  batchInterval: 100,
  /** Messages in one batch: a late reader gets the past in ten of them, and none blocks it for a frame. */
  batchMessages: 500,
  /** Batches a reader may leave unanswered before it gets no more: half a second of a busy page. */
  unansweredBatches: 5,
  /** A reader that has been silent for this time is forgotten. */
  readerSilence: 15_000,
  /** The interval of a reader's signs of life. */
  readerSignal: 5000,
  /** The maximum number of readers of a feed. Each costs a copy of every message. */
  readers: 8,
  /** The number of events that the worker records until the feed's code is loaded. */
  earlyObservations: 2000,
  /** The shortest time between two reports of totals, speeds and byte counts. */
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
