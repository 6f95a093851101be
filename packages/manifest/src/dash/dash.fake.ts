/** MPDs for tests, in a few lines. */

export interface MpdOptions {
  readonly attributes?: string;
  readonly head?: string;
}

export function mpd(periods: string, { attributes = "", head = "" }: MpdOptions = {}): string {
  const type = attributes.includes("type=") ? "" : ' type="static"';
  return `<?xml version="1.0"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"${type} ${attributes}>${head}${periods}</MPD>`;
}

/** A live manifest that began with the year 2026 and has a window of `depth` seconds. */
export function liveMpd(periods: string, more = "", depth = 12): string {
  return mpd(periods, {
    attributes: `type="dynamic" availabilityStartTime="2026-01-01T00:00:00Z" minimumUpdatePeriod="PT2S" timeShiftBufferDepth="PT${depth}S" ${more}`,
  });
}

export const liveStart = Date.UTC(2026, 0, 1);

export const period = (content: string, attributes = 'id="p0" start="PT0S"') =>
  `<Period ${attributes}>${content}</Period>`;

export const video = (content: string, attributes = "") =>
  `<AdaptationSet contentType="video" mimeType="video/mp4" ${attributes}>${content}</AdaptationSet>`;

export const audio = (content: string, attributes = 'lang="en"') =>
  `<AdaptationSet contentType="audio" mimeType="audio/mp4" ${attributes}>${content}</AdaptationSet>`;

export const representation = (
  content = "",
  attributes = 'id="v0" bandwidth="1000000" width="640" height="360"',
) => `<Representation ${attributes}>${content}</Representation>`;

export const numbered =
  '<SegmentTemplate media="$RepresentationID$/$Number$.m4s" initialization="$RepresentationID$/init.mp4" duration="2"/>';

/** `entries` as in `t="0" d="2" r="3"`. */
export const timeline = (
  entries: readonly string[],
  attributes = 'media="$RepresentationID$/$Time$.m4s"',
) =>
  `<SegmentTemplate ${attributes} initialization="$RepresentationID$/init.mp4"><SegmentTimeline>${entries
    .map((entry) => `<S ${entry}/>`)
    .join("")}</SegmentTimeline></SegmentTemplate>`;
