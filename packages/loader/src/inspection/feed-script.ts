/** The text of the feed's module, in a chunk that is loaded when inspection is turned on. The build puts it here. */
declare const __SWARMLANE_FEED__: string;

export const feedScript: string = __SWARMLANE_FEED__;
