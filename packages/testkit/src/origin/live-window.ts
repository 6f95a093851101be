/** Turns a VOD media playlist into the live playlist of a moment: a window that slides with time. Pure. */

/** Segments that a live playlist shows. */
export const liveWindowSegments = 8;

/**
 * The playlist `elapsed` seconds after the session began, when it already showed a full window.
 * At the end of the recording the window stops and the playlist ends. A master playlist is returned as it is.
 */
export function liveWindow(playlist: string, elapsed: number, size = liveWindowSegments): string {
  const { head, segments } = splitPlaylist(playlist);
  if (segments.length === 0) return playlist;
  let last = Math.min(size, segments.length);
  for (let left = elapsed; last < segments.length; last++) {
    left -= segments[last]?.duration ?? 0;
    if (left < 0) break;
  }
  const first = Math.max(0, last - size);
  const base = Number(/^#EXT-X-MEDIA-SEQUENCE:(\d+)/m.exec(playlist)?.[1] ?? 0);
  return [
    ...head.filter((line) => !/^#EXT-X-(MEDIA-SEQUENCE|PLAYLIST-TYPE)/.test(line)),
    `#EXT-X-MEDIA-SEQUENCE:${base + first}`,
    ...segments.slice(first, last).flatMap(({ lines }) => lines),
    ...(last === segments.length ? ["#EXT-X-ENDLIST"] : []),
    "",
  ].join("\n");
}

interface PlaylistSegment {
  readonly duration: number;
  readonly lines: readonly string[];
}

/** A segment is everything from its first own tag to its address. */
function splitPlaylist(playlist: string): { head: string[]; segments: PlaylistSegment[] } {
  const head: string[] = [];
  const segments: PlaylistSegment[] = [];
  let pending: string[] = [];
  for (const line of playlist.split(/\r?\n/).filter((line) => line !== "")) {
    if (line === "#EXT-X-ENDLIST") continue;
    if (/^#(EXTINF|EXT-X-BYTERANGE|EXT-X-DISCONTINUITY$|EXT-X-PROGRAM)/.test(line)) {
      pending.push(line);
    } else if (line.startsWith("#") || pending.length === 0) {
      head.push(line);
    } else {
      const inf = pending.find((tag) => tag.startsWith("#EXTINF:")) ?? "#EXTINF:0";
      segments.push({
        duration: Number.parseFloat(inf.slice("#EXTINF:".length)),
        lines: [...pending, line],
      });
      pending = [];
    }
  }
  return { head, segments };
}
