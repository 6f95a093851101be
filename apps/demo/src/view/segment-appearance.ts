/** How each state looks: a sign as well as a colour (style.css, by the same name), for eyes that see few colours. */
import type { SegmentCell } from "../model/segment-map.ts";

export const appearance = {
  queued: { sign: "·", words: "queued" },
  http: { sign: "↓", words: "loading over HTTP" },
  p2p: { sign: "⇣", words: "loading from a peer" },
  validating: { sign: "?", words: "validating" },
  "cached-http": { sign: "H", words: "here, over HTTP" },
  "cached-p2p": { sign: "P", words: "here, from a peer" },
  cached: { sign: "✓", words: "here" },
  failed: { sign: "!", words: "failed" },
  aborted: { sign: "×", words: "aborted" },
} as const;

export function appearanceOf({ state, source }: SegmentCell): keyof typeof appearance {
  return state === "cached" && source !== undefined ? `cached-${source}` : state;
}
