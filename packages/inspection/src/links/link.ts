/** A link between feeds and readers, with frames in both directions. Nothing is stored for later. */

export interface FeedLink {
  /** Sends plain data. It is dropped while the link is not open. Never throws. */
  send(frame: unknown): void;
  /** Nothing is heard afterwards. */
  close(): void;
}

export interface LinkListener {
  /** Receives unchecked data, which may be anything. */
  readonly onFrame: (frame: unknown) => void;
  /** The link is open, or open again, so introduce yourself. Never called inside `OpenLink`. */
  readonly onOpen: () => void;
}

/** Throws the platform's exception if the link is not possible. */
export type OpenLink = (listener: LinkListener) => FeedLink;
