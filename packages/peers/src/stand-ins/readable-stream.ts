/**
 * Replaces `readable-stream`, from which simple-peer inherits, by alias (see vite-aliases.ts).
 *
 * A peer is never read from or written to, because the worker holds the channel. So this is an event emitter in the
 * state of a stream that has ended, and simple-peer has nothing to flush when it is destroyed.
 */
import { EventEmitter } from "events";

/** The parts of a Node stream that simple-peer 9 uses. A test compares them with its source. */
export class Duplex extends EventEmitter {
  readonly _readableState = { ended: true };
  readonly _writableState = { finished: true };

  /** Returns false, as a stream does that accepts no more data. */
  push(): boolean {
    return false;
  }

  end(): this {
    return this;
  }
}
