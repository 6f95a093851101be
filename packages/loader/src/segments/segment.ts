/** The `Segment` class of the published API. Page. A plain object of the same shape is accepted everywhere. */
import type { LoadedSegment, SegmentInfo } from "@swarmlane/contract";

/** A segment as listeners and callbacks receive it: the caller's own object or a copy, of any class. */
export interface SegmentFields {
  readonly id: string;
  readonly url: string;
  readonly masterSwarmId: string;
  readonly masterManifestUri: string;
  readonly streamId: string | undefined;
  readonly sequence: string;
  /** An HTTP Range header value. */
  readonly range: string | undefined;
  /** 0 is played next; higher is later. */
  readonly priority: number;
  /** Set once the segment is loaded. */
  data?: ArrayBuffer;
  /** Bytes per millisecond, see `downloadSpeed`. */
  downloadBandwidth?: number;
  /** The same number as `downloadBandwidth`, under its documented name. */
  downloadSpeed?: number;
  /** Addition: ms that the last source took to deliver it. */
  downloadTime?: number;
  /** Addition: ms of these until the first byte, over HTTP. */
  firstByteTime?: number;
  /** Address that was asked for; absent when the segment came from a peer. */
  requestUrl?: string;
  /** Address that answered, after redirects; absent when the segment came from a peer. */
  responseUrl?: string;
}

/**
 * The input of `load()`. Defaults: `masterSwarmId` is the stream swarm id, `sequence` is the id, and `priority` is 0.
 */
export type SegmentLike = Pick<SegmentFields, "id" | "url"> & {
  [Field in keyof SegmentFields]?: SegmentFields[Field] | undefined;
};

type LongForm = [
  masterSwarmId: string,
  masterManifestUri: string,
  streamId: string | undefined,
  sequence: string,
  range?: string | undefined,
  priority?: number | undefined,
  data?: ArrayBuffer | undefined,
  downloadBandwidth?: number | undefined,
  requestUrl?: string | undefined,
  responseUrl?: string | undefined,
];
type ShortForm = [range?: string | undefined, priority?: number | undefined];

/**
 * A media stream segment. The documented form is `(id, url, range?, priority = 0)`. The form of 0.6.1,
 * `(id, url, masterSwarmId, masterManifestUri, streamId, sequence, range?, priority?, …)`, is recognised by a
 * fourth argument that is a string, or by more than four arguments.
 */
export class Segment implements SegmentFields {
  readonly id: string;
  readonly url: string;
  readonly masterSwarmId: string;
  readonly masterManifestUri: string;
  readonly streamId: string | undefined;
  readonly sequence: string;
  readonly range: string | undefined;
  readonly priority: number;
  declare data?: ArrayBuffer;
  declare downloadBandwidth?: number;
  declare downloadSpeed?: number;
  declare downloadTime?: number;
  declare firstByteTime?: number;
  declare requestUrl?: string;
  declare responseUrl?: string;

  constructor(id: string, url: string, range?: string, priority?: number);
  constructor(id: string, url: string, ...rest: LongForm);
  constructor(id: string, url: string, ...rest: ShortForm | LongForm) {
    this.id = id;
    this.url = url;
    if (!isLongForm(rest)) {
      this.masterSwarmId = "";
      this.masterManifestUri = "";
      this.streamId = undefined;
      this.sequence = id;
      this.range = rest[0];
      this.priority = rest[1] ?? 0;
      return;
    }
    const [, , , , , , data, downloadBandwidth, requestUrl, responseUrl] = rest;
    this.masterSwarmId = rest[0];
    this.masterManifestUri = rest[1];
    this.streamId = rest[2];
    this.sequence = rest[3];
    this.range = rest[4];
    this.priority = rest[5] ?? 0;
    fillSegment(this, { data, downloadBandwidth, requestUrl, responseUrl });
  }
}

function isLongForm(rest: ShortForm | LongForm): rest is LongForm {
  return rest.length > 2 || typeof rest[1] === "string";
}

/** The fields that a download adds to a segment. Undefined fields are not changed. */
export interface SegmentResult {
  readonly data: ArrayBuffer | undefined;
  readonly downloadBandwidth: number | undefined;
  readonly downloadTime?: number | undefined;
  readonly firstByteTime?: number | undefined;
  readonly requestUrl: string | undefined;
  readonly responseUrl: string | undefined;
}

/** Fills in the caller's own object, because events carry this object. */
export function fillSegment(target: SegmentLike, result: SegmentResult): void {
  const { data, downloadBandwidth, requestUrl, responseUrl } = result;
  if (data !== undefined) target.data = data;
  if (downloadBandwidth !== undefined) {
    target.downloadBandwidth = downloadBandwidth;
    target.downloadSpeed = downloadBandwidth;
  }
  if (result.downloadTime !== undefined) target.downloadTime = result.downloadTime;
  if (result.firstByteTime !== undefined) target.firstByteTime = result.firstByteTime;
  if (requestUrl !== undefined) target.requestUrl = requestUrl;
  if (responseUrl !== undefined) target.responseUrl = responseUrl;
}

/** Creates a segment with data that the receiver may keep. */
export function segmentOf(info: SegmentInfo, loaded?: LoadedSegment): Segment {
  const { id, url, masterSwarmId, masterManifestUri, streamId, sequence, range, priority } = info;
  const swarm = [masterSwarmId, masterManifestUri, streamId, sequence] as const;
  const segment = new Segment(id, url, ...swarm, range, priority);
  if (loaded !== undefined) fillSegment(segment, loaded);
  return segment;
}
