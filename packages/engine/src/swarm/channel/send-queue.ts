/**
 * Everything that goes out to one peer, in order. Either thread.
 * While a segment is being sent to a 0.6 peer no command passes: it fails a transfer that a command interrupts.
 */
import { type Limits, LoaderError, type PeerChannel } from "@swarmlane/contract";
import type { PieceCursor } from "@swarmlane/wire";
import { nothingComing, type OwnMap } from "../holdings/own-map.ts";
import type { Dialect } from "./dialect.ts";

export interface SendQueueHandlers {
  /** Payload bytes that the channel accepted. */
  readonly onUploaded: (bytes: number) => void;
  readonly onUploadSent: () => void;
  /** More commands wait than an honest peer could cause. */
  readonly onFlooded: () => void;
}

export interface SendQueue {
  /** Sends the command now, or after the running transfer. `onWritten` is called when the channel has accepted it. */
  command(frame: Uint8Array, options?: CommandOptions): void;
  /** Removes the commands with that tag that still wait. */
  withdraw(tag: unknown): void;
  /** Sends our map. Only the newest one waits, and the same one is never sent twice in a row. */
  announce(map: OwnMap): void;
  /** The peer missed a change of our map: it is sent the whole map. */
  announceAgain(): void;
  /** Sends `header`, to a 0.6 peer, then the pieces. One upload at a time. Call `pump` when further pieces have come. */
  startUpload(header: Uint8Array | undefined, pieces: PieceCursor): void;
  /** Stops the upload. Up to `limits.bufferedHigh` bytes that the channel has accepted still go out. */
  cancelUpload(): void;
  /** The channel has room again. */
  pump(): void;
  /** Drops everything that waits. */
  clear(): void;
  /** Bytes that left for the network so far, to see whether anything moves. */
  readonly drained: number;
}

export interface CommandOptions {
  readonly tag?: unknown;
  readonly onWritten?: () => void;
}

interface Command extends CommandOptions {
  readonly frame: Uint8Array;
}

interface Upload {
  /** Until it is written the transfer has not begun, and commands still go ahead of it. */
  header: Uint8Array | undefined;
  readonly pieces: PieceCursor;
}

export function createSendQueue(
  channel: PeerChannel,
  dialect: Dialect,
  limits: Pick<Limits, "bufferedHigh" | "bufferedLow" | "requestsBurst">,
  handlers: SendQueueHandlers,
): SendQueue {
  let commands: Command[] = [];
  /** Waits to be written. */
  let map: OwnMap | undefined;
  let lastMap: OwnMap | undefined;
  /** The hash of the map that the peer has. */
  let known: number | undefined;
  /** What we announced to it about segments that are arriving here. */
  let knownComing = nothingComing;
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
    const { whole, hash, changes, coming } = map;
    const isUpdate = dialect.isNumbered && changes !== undefined && changes.from === known;
    if (hash !== known && !write(isUpdate ? changes.frame : whole)) return false;
    known = hash;
    if (dialect.isNumbered && coming !== knownComing) {
      if (!write(coming)) return false;
      knownComing = coming;
    }
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
    return piece === undefined && !pieces.mayFollow;
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
    command(frame, options) {
      if (commands.length < limits.requestsBurst) commands.push({ ...options, frame });
      else handlers.onFlooded();
      pump();
    },
    withdraw(tag) {
      commands = commands.filter((each) => each.tag !== tag);
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
    startUpload(header, pieces) {
      upload = { header, pieces };
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
      knownComing = nothingComing;
    },
    get drained() {
      return written - channel.bufferedAmount;
    },
  };
}

/** A channel may be closed before it says so. That is no failure: `onClose` follows. */
function sendUnlessClosed(channel: PeerChannel, frame: Uint8Array): boolean {
  try {
    return channel.send(frame);
  } catch (error) {
    if (error instanceof LoaderError && error.code === "P2P_CLOSED") return false;
    throw error;
  }
}
