/** How a loader is inspected. Page. */
export interface InspectOptions {
  /** What is cut from addresses before they leave the loader: secrets in them (default), all of them, or nothing. */
  redact?: "none" | "tokens" | "all";
  /** Address of a relay (`npm run inspect`), beside the BroadcastChannel of this origin. */
  relay?: string;
  /** One end of a MessageChannel: the reader at its other end. Transferred. */
  port?: MessagePort;
  /** Address of `dist/inspector-feed.js`, for pages whose CSP forbids scripts from `blob:`. */
  feedUrl?: string;
}
