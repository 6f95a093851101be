/** The text of the inspection feed, in a chunk of its own (`host-part.ts`). The build puts it here. */
declare const __SWARMLANE_INSPECTOR_FEED__: string;

export const partScript: string = __SWARMLANE_INSPECTOR_FEED__;
