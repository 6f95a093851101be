/**
 * The appearance of the seven states. Each has a colour (tokens.css, `--s-<state>`) that people with the common forms of
 * colour blindness can distinguish, and in addition a sign and a bar of its own height and pattern.
 */
import type { SegmentState } from "../state/history.ts";

export interface StateLook {
  readonly sign: string;
  readonly words: string;
  /** A description of its bar. */
  readonly hint: string;
  /** Share of the lane's height. */
  readonly height: number;
  readonly pattern: "solid" | "stripes" | "dots" | "cross" | "dashes";
}

export const stateLooks: Readonly<Record<SegmentState, StateLook>> = {
  queued: { sign: "·", words: "queued", hint: "a thin line", height: 0.14, pattern: "solid" },
  http: {
    sign: "↓",
    words: "loading over HTTP",
    hint: "a full bar",
    height: 0.8,
    pattern: "solid",
  },
  p2p: {
    sign: "⇄",
    words: "loading from a peer",
    hint: "a striped bar",
    height: 0.8,
    pattern: "stripes",
  },
  validating: {
    sign: "?",
    words: "validating",
    hint: "a dotted bar",
    height: 0.8,
    pattern: "dots",
  },
  cached: { sign: "✓", words: "cached", hint: "a half bar", height: 0.42, pattern: "solid" },
  failed: { sign: "!", words: "failed", hint: "a crossed bar", height: 0.8, pattern: "cross" },
  aborted: { sign: "×", words: "aborted", hint: "a dashed line", height: 0.14, pattern: "dashes" },
};

export const stateNames = Object.keys(stateLooks) as readonly SegmentState[];
