/** Entry of the feed's own module, which a host loads when inspection is turned on: `@swarmlane/inspector/feed`. */
export { startFeed } from "./feed/start-feed.ts";
