/** The public entry for code that reads sessions: the format, files, the model, and the reader of live sessions. */
export {
  channelName,
  type BatchFrame,
  type FeedFrame,
  type ReaderFrame,
} from "./format/envelope.ts";
export type { MachineDefinition, MachineEdge, MachineNode } from "./format/machine.ts";
export {
  formatVersion,
  type Draft,
  type Message,
  type MessageOf,
  type MessageType,
} from "./format/message.ts";
export {
  parseFeedFrame,
  parseMessage,
  parseReaderFrame,
  parseText,
  type Parsed,
} from "./format/parse.ts";
export type { InspectedError, InspectedSegment, Source } from "./format/parts.ts";
export type { Plain, PlainRecord, StateValue } from "./format/plain.ts";
export { redactions, type Redaction, type Session } from "./format/session.ts";
export { inspectLimits } from "./limits.ts";
export { broadcastLink } from "./links/broadcast.link.ts";
export type { FeedLink, LinkListener, OpenLink } from "./links/link.ts";
export { portLink } from "./links/port.link.ts";
export { socketLink } from "./links/socket.link.ts";
export { apply } from "./model/apply.ts";
export { isSameState } from "./model/apply-actors.ts";
export {
  copyModel,
  createModel,
  type ActorModel,
  type Model,
  type PeerModel,
  type SegmentModel,
} from "./model/model.ts";
export { createRecording, type Recording, type RecordingOptions } from "./model/recording.ts";
export { recordingOf } from "./model/recording-of.ts";
export { toMessages } from "./model/to-messages.ts";
export {
  createReader,
  type Reader,
  type ReaderListener,
  type ReaderOptions,
  type ReceivedBatch,
} from "./reader/reader.ts";
export { createStatelyAdapter, type StatelyEvent } from "./stately/to-stately.ts";
export {
  fileSchema,
  parseSessionFile,
  writeSessionFile,
  type SessionContent,
  type SessionFile,
} from "./session-file.ts";
