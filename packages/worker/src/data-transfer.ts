/** Transfers segments through the lane's Comlink, because a clone would copy the bytes twice. */
import { transfer } from "comlink";
import type { LoadedSegment } from "@swarmlane/contract";

/** Gives `segment.data` away: it is detached when the call or reply leaves. */
export function withDataMoved(segment: LoadedSegment): LoadedSegment {
  return transfer(segment, [segment.data]);
}

/** The same segment with bytes of its own, to give away. */
export function withDataCopied(segment: LoadedSegment): LoadedSegment {
  return withDataMoved({ ...segment, data: segment.data.slice(0) });
}
