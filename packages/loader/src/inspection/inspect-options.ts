/** The options of inspection. Page. */
export interface InspectOptions {
  /** What is removed from addresses before they leave the loader: secrets (default), everything, or nothing. */
  redact?: "none" | "tokens" | "all";
  /** The address of a relay (`npm run inspect`), in addition to the BroadcastChannel of this origin. */
  relay?: string;
  /** One end of a MessageChannel. The reader is at its other end. The port is transferred. */
  port?: MessagePort;
  /** Address of `dist/inspector-feed.js`, for pages whose CSP forbids scripts from `blob:`. */
  feedUrl?: string;
}
