/** Passes a peer session's answers to the segment's actor while it runs, and releases the bytes afterwards. Either thread. */
import type { DownloadEvent, DownloadListener } from "../actor-events.ts";
import type { Payloads } from "../payloads.ts";

export interface StoppableListener extends DownloadListener {
  getSnapshot(): { readonly status: string };
}

/** What comes after the end is released: a stopped actor would drop the event and leak its bytes. */
export function createListener(payloads: Payloads, segment: StoppableListener): DownloadListener {
  return {
    send(event) {
      if (segment.getSnapshot().status === "active") segment.send(event);
      else releaseBytes(payloads, event);
    },
  };
}

export function releaseBytes(payloads: Payloads, event: DownloadEvent): void {
  if (event.type === "download.done") payloads.drop(event.payload);
  if (event.type === "download.failed" && event.partial !== undefined) {
    payloads.drop(event.partial.payload);
  }
}
