/** The entry `@swarmlane/inspection/feed`: a separate module that a host loads when inspection is turned on. */
export { startFeed } from "./feed/start-feed.ts";
