/** The appearance of each state: a colour (style.css, by the same name) and, for people who cannot distinguish colours, a sign. */
import type { SegmentCell } from "../model/segment-map.ts";

export const appearance = {
  queued: { sign: "·", words: "queued" },
  http: { sign: "↓", words: "loading over HTTP" },
  p2p: { sign: "⇣", words: "loading from a peer" },
  validating: { sign: "?", words: "validating" },
  "cached-http": { sign: "H", words: "cached, from HTTP" },
  "cached-p2p": { sign: "P", words: "cached, from a peer" },
  cached: { sign: "✓", words: "cached" },
  failed: { sign: "!", words: "failed" },
  aborted: { sign: "×", words: "aborted" },
} as const;

export function appearanceOf({ state, source }: SegmentCell): keyof typeof appearance {
  return state === "cached" && source !== undefined ? `cached-${source}` : state;
}
