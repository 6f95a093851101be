/** Turns a VOD media playlist into the live playlist of a moment: a window that slides with time. Pure. */

/** Segments that a live playlist shows. */
export const liveWindowSegments = 8;

export interface LiveWindowOptions {
  /** Segments in the window. */
  readonly size?: number;
  /** The recording begins again at its end, with a discontinuity and with addresses of its own (`?lap=1`). */
  readonly isEndless?: boolean;
}

/**
 * The playlist `elapsed` seconds after the session began, when it already showed a full window.
 * At the end of the recording the window stops and the playlist ends, unless it is endless. A master playlist is returned
 * as it is.
 */
export function liveWindow(
  playlist: string,
  elapsed: number,
  { size = liveWindowSegments, isEndless = false }: LiveWindowOptions = {},
): string {
  const { head, segments } = splitPlaylist(playlist);
  const count = segments.length;
  if (count === 0) return playlist;
  const length = segments.reduce((sum, { duration }) => sum + duration, 0);
  const laps = isEndless && length > 0 ? Math.floor(elapsed / length) : 0;
  let last = Math.min(size, count) + laps * count;
  for (let left = elapsed - laps * length; isEndless || last < count; last++) {
    left -= segments[last % count]?.duration ?? 0;
    if (left < 0) break;
  }
  const first = Math.max(0, last - size);
  const lines = Array.from({ length: last - first }, (_, offset) => {
    const number = first + offset;
    return inLap(segments[number % count]?.lines ?? [], number, count);
  });
  const base = Number(/^#EXT-X-MEDIA-SEQUENCE:(\d+)/m.exec(playlist)?.[1] ?? 0);
  return [
    ...head.filter((line) => !/^#EXT-X-(MEDIA-SEQUENCE|PLAYLIST-TYPE)/.test(line)),
    `#EXT-X-MEDIA-SEQUENCE:${base + first}`,
    // Of the beginnings of laps, those that have left the window.
    ...(first > count ? [`#EXT-X-DISCONTINUITY-SEQUENCE:${Math.floor((first - 1) / count)}`] : []),
    ...lines.flat(),
    ...(last === count && !isEndless ? ["#EXT-X-ENDLIST"] : []),
    "",
  ].join("\n");
}

/** The lines of segment `number`, of a recording of `count`. */
function inLap(lines: readonly string[], number: number, count: number): readonly string[] {
  const lap = Math.floor(number / count);
  if (lap === 0) return lines;
  const own = [...lines.slice(0, -1), `${lines.at(-1) ?? ""}?lap=${lap}`];
  return number % count === 0 ? ["#EXT-X-DISCONTINUITY", ...own] : own;
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
