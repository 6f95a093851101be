/** A way between feeds and readers: frames in both directions, unordered senders, nothing kept for later. */

export interface FeedLink {
  /** Plain data. Dropped while the way is not open. Never throws. */
  send(frame: unknown): void;
  /** Nothing is heard afterwards. */
  close(): void;
}

export interface LinkListener {
  /** What came, unread: it may be anything. */
  readonly onFrame: (frame: unknown) => void;
  /** The way is open, or open again: say who you are. Never called within `OpenLink`. */
  readonly onOpen: () => void;
}

/** Throws what the platform throws when there can be no such way. */
export type OpenLink = (listener: LinkListener) => FeedLink;
