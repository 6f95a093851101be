/** Entry of the feed's own module, which a host loads when inspection is turned on: `@swarmlane/inspection/feed`. */
export { startFeed } from "./feed/start-feed.ts";
