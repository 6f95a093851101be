/**
 * Everything that goes out to one peer, in order. Either thread.
 * While a segment is being sent to a 0.6 peer no command passes: it fails a transfer that a command interrupts.
 */
import { type Limits, LoaderError, type PeerChannel } from "@swarmlane/contract";
import { createPieceCursor, type PieceCursor, type PieceRange } from "@swarmlane/wire";
import type { OwnMap } from "./announcer.ts";
import type { Dialect } from "./dialect.ts";

export interface OutboxHandlers {
  /** Payload bytes that the channel took. */
  readonly onUploaded: (bytes: number) => void;
  readonly onUploadSent: () => void;
  /** More commands wait than an honest peer could have caused. */
  readonly onFlooded: () => void;
}

export interface Outbox {
  /** Sends now or after the transfer that runs. `onWritten` is called when the channel has it. The result takes back what still waits. */
  command(frame: Uint8Array, onWritten?: () => void): () => void;
  /** Our map: only the newest waits, and the same one never goes out twice in a row. */
  announce(map: OwnMap): void;
  /** The peer lost track of our map: it gets the whole. */
  announceAgain(): void;
  /** Sends `header`, to a 0.6 peer, then `bytes` from the range's offset on, in frames of `frameBytes`. One at a time. */
  startUpload(
    header: Uint8Array | undefined,
    bytes: Uint8Array,
    frameBytes: number,
    range: PieceRange,
  ): void;
  /** Stops within `limits.bufferedHigh`: what the channel has already goes out. */
  cancelUpload(): void;
  /** The channel has room again. */
  pump(): void;
  /** Forgets all that waits. */
  clear(): void;
  /** Bytes that left for the network so far, to see whether anything moves. */
  readonly drained: number;
}

interface Command {
  readonly frame: Uint8Array;
  readonly onWritten: (() => void) | undefined;
}

interface Upload {
  /** Until it is written the transfer has not begun, and commands still go ahead of it. */
  header: Uint8Array | undefined;
  readonly pieces: PieceCursor;
}

export function createOutbox(
  channel: PeerChannel,
  dialect: Dialect,
  limits: Pick<Limits, "bufferedHigh" | "bufferedLow" | "requestsBurst">,
  handlers: OutboxHandlers,
): Outbox {
  let commands: Command[] = [];
  /** Waits to be written. */
  let map: OwnMap | undefined;
  let lastMap: OwnMap | undefined;
  /** The hash of the map that the peer has. */
  let known: number | undefined;
  let upload: Upload | undefined;
  let written = 0;

  /** False: wait for `pump`, or for the end. */
  function write(frame: Uint8Array): boolean {
    const { bufferedAmount } = channel;
    // Up to the low mark it always goes: from there no `onBufferedLow` would come to wake us.
    const isHigh = bufferedAmount + frame.byteLength > limits.bufferedHigh;
    if (isHigh && bufferedAmount > limits.bufferedLow) return false;
    if (!sendUnlessClosed(channel, frame)) return false;
    written += frame.byteLength;
    return true;
  }

  function writeCommands(): boolean {
    for (let next = commands[0]; next !== undefined; next = commands[0]) {
      if (!write(next.frame)) return false;
      commands.shift();
      next.onWritten?.();
    }
    if (map === undefined) return true;
    const { whole, hash, changes } = map;
    const isUpdate = dialect.isNumbered && changes !== undefined && changes.from === known;
    if (!write(isUpdate ? changes.frame : whole)) return false;
    known = hash;
    map = undefined;
    return true;
  }

  /** True when the whole segment is written. */
  function writeUpload({ pieces }: Upload): boolean {
    let bytes = 0;
    let piece = pieces.peek();
    while (piece !== undefined && write(piece)) {
      bytes += pieces.advance();
      piece = pieces.peek();
    }
    if (bytes > 0) handlers.onUploaded(bytes);
    return piece === undefined;
  }

  function pump(): void {
    const isInTransfer = upload !== undefined && upload.header === undefined;
    const mustHold = isInTransfer && !dialect.isNumbered;
    if (!mustHold && !writeCommands()) return;
    if (upload === undefined) return;
    if (upload.header !== undefined && !write(upload.header)) return;
    upload.header = undefined;
    if (!writeUpload(upload)) return;
    upload = undefined;
    handlers.onUploadSent();
    pump();
  }

  return {
    command(frame, onWritten) {
      const command: Command = { frame, onWritten };
      if (commands.length < limits.requestsBurst) commands.push(command);
      else handlers.onFlooded();
      pump();
      return () => {
        commands = commands.filter((each) => each !== command);
      };
    },
    announce(next) {
      if (next === lastMap) return;
      map = lastMap = next;
      pump();
    },
    announceAgain() {
      known = undefined;
      map = lastMap;
      pump();
    },
    startUpload(header, bytes, frameBytes, range) {
      upload = { header, pieces: createPieceCursor(bytes, frameBytes, range) };
      pump();
    },
    cancelUpload() {
      upload = undefined;
      pump();
    },
    pump,
    clear() {
      commands = [];
      map = lastMap = upload = known = undefined;
    },
    get drained() {
      return written - channel.bufferedAmount;
    },
  };
}

/** A channel may be closed before it tells: that is no fault, `onClose` follows. */
function sendUnlessClosed(channel: PeerChannel, frame: Uint8Array): boolean {
  try {
    return channel.send(frame);
  } catch (error) {
    if (error instanceof LoaderError && error.code === "P2P_CLOSED") return false;
    throw error;
  }
}
