/** The inspector's style sheets, in order, as text for a shadow root. */
import actors from "./actors.css?inline";
import controls from "./controls.css?inline";
import events from "./events.css?inline";
import lanes from "./lanes.css?inline";
import peers from "./peers.css?inline";
import rows from "./rows.css?inline";
import scrub from "./scrub.css?inline";
import sequence from "./sequence.css?inline";
import session from "./session.css?inline";
import shell from "./shell.css?inline";
import statechart from "./statechart.css?inline";
import tokens from "./tokens.css?inline";
import why from "./why.css?inline";

export const styles: readonly string[] = [
  tokens,
  shell,
  controls,
  rows,
  lanes,
  scrub,
  events,
  why,
  statechart,
  actors,
  peers,
  sequence,
  session,
];
