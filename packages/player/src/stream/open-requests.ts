/** The unanswered requests of the player. Each is answered once, by the code that takes it. */
import type { Delivery, DeliveryError, SegmentMatch, SegmentRequestOptions } from "./delivery.ts";
import type { Wanted } from "./upcoming.ts";

export interface OpenRequest {
  readonly match: SegmentMatch;
  readonly options: SegmentRequestOptions;
  /** See `Track.offset`. */
  readonly offset: number | undefined;
  /** ms. */
  readonly askedAt: number;
  /** When bytes came last, or it became urgent. ms. */
  heardAt: number;
  /** It has waited for peers long enough. */
  isOverdue: boolean;
  /** Bytes of the running attempt. */
  loaded: number;
  readonly resolve: (delivery: Delivery) => void;
  readonly reject: (error: DeliveryError) => void;
}

export interface OpenRequests {
  readonly size: number;
  /** Ids of the segments that are waited for. */
  ids(): string[];
  /** A segment may be asked for twice. */
  of(id: string): readonly OpenRequest[];
  add(request: OpenRequest): void;
  /** False if it was answered already. */
  remove(request: OpenRequest): boolean;
  /** Removes and returns the requests for a segment. */
  take(id: string): OpenRequest[];
  wanted(): Wanted[];
}

export function createOpenRequests(): OpenRequests {
  const open = new Map<string, OpenRequest[]>();
  const of = (id: string): readonly OpenRequest[] => open.get(id) ?? [];

  return {
    get size() {
      return open.size;
    },
    ids: () => [...open.keys()],
    of,
    add(request) {
      const { id } = request.match.segment;
      open.set(id, [...of(id), request]);
    },
    remove(request) {
      const { id } = request.match.segment;
      const before = of(id);
      const rest = before.filter((one) => one !== request);
      if (rest.length === 0) open.delete(id);
      else open.set(id, rest);
      return rest.length < before.length;
    },
    take(id) {
      const requests = [...of(id)];
      open.delete(id);
      return requests;
    },
    wanted: () =>
      [...open.values()].flatMap(([first]) => {
        if (first === undefined) return [];
        const { match, offset, options, isOverdue } = first;
        const { segment, rendition } = match;
        const url = refreshedAddress(match) ?? options.url ?? segment.url;
        return [{ segment, rendition, offset, url, isOverdue }];
      }),
  };
}

/**
 * The manifest's address for the segment, if it has changed since the player asked. A token in the player's address may have
 * expired in the meantime.
 */
function refreshedAddress({ segment, rendition }: SegmentMatch): string | undefined {
  const [current] = rendition.segmentsFrom(segment.sequence, 1);
  return current?.id === segment.id && current.url !== segment.url ? current.url : undefined;
}
