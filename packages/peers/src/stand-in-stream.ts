/**
 * What simple-peer takes for a stream, in place of `readable-stream` by alias (see vite-aliases.ts). Page.
 *
 * Nobody reads a peer or writes to it: the worker holds the channel, and the stand-in channel brings no messages. So
 * this is an event emitter that ended before it began, and simple-peer has nothing to flush when it is destroyed.
 */
import { EventEmitter } from "events";

/** All that simple-peer 9 uses of a Node stream; compared with its source by a test. */
export class Duplex extends EventEmitter {
  readonly _readableState = { ended: true };
  readonly _writableState = { finished: true };

  /** Takes what came over the channel. Returns false as a stream does that wants no more. */
  push(): boolean {
    return false;
  }

  end(): this {
    return this;
  }
}
