/** Shows the moment of the session that the views show, and moves them to another one. */
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { follow } from "../../state/follow.ts";
import { timeInWords } from "../../words/numbers.ts";
import { useInspector } from "../inspector-context.ts";
import { readPalette } from "../palette.ts";
import { Choice } from "./choice.tsx";
import { createOverviewChart, type OverviewChart } from "./overview-chart.ts";
import { throughputOf } from "./throughput.ts";

export function Scrubber(): JSX.Element {
  const { store } = useInspector();
  const { t, isLive } = store.moment.value;
  const { from, to } = store.recording;
  const isRunning = store.origin.value === "live";
  return (
    <footer class="scrub" aria-label="Time">
      <div class="scrub-bar">
        <button
          type="button"
          class="play"
          aria-pressed={!isLive}
          title={isLive ? "Pause (Space)" : "Resume (Space)"}
          onClick={store.togglePause}
        >
          {isLive ? "❚❚ Pause" : "▶ Resume"}
        </button>
        <button
          type="button"
          aria-label="Previous message"
          title="Previous message (,)"
          onClick={() => store.step(-1)}
        >
          ‹
        </button>
        <button
          type="button"
          aria-label="Next message"
          title="Next message (.)"
          onClick={() => store.step(1)}
        >
          ›
        </button>
        <button
          type="button"
          class="edge"
          disabled={isLive}
          title={isRunning ? "Go to the live edge (L)" : "Go to the end (L)"}
          onClick={store.goLive}
        >
          {isRunning ? "Live" : "End"}
        </button>
        <p class="clock">
          <b>{timeInWords(t)}</b>
          <span class="quiet"> of {timeInWords(to)}</span>
        </p>
        <Choice />
      </div>
      <div class="track">
        <Overview />
        <input
          type="range"
          aria-label="Moment"
          title="Drag to another moment. The solid area is bytes per second over HTTP, the striped area is from peers. Red ticks are failures and warnings."
          aria-valuetext={`${timeInWords(t)}${isLive ? (isRunning ? ", live edge" : ", end") : ""}`}
          min={from}
          max={Math.max(to, from + 1)}
          step={Math.max(1, Math.round((to - from) / 1000))}
          value={t}
          onInput={({ currentTarget }) => store.goToTime(Number(currentTarget.value))}
        />
      </div>
    </footer>
  );
}

function Overview(): JSX.Element {
  const { store, layout } = useInspector();
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<OverviewChart>(undefined);
  follow(store.revision, layout.paint);
  useLayoutEffect(() => {
    const host = place.current;
    if (host === null) return;
    const made = createOverviewChart(host);
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize(host.clientWidth, host.clientHeight));
    observer.observe(host);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, []);
  useLayoutEffect(() => {
    const host = place.current;
    if (host === null) return;
    const { from, to } = store.recording;
    const { traffic, troubles } = store.history;
    const steps = Math.max(20, Math.floor(host.clientWidth / 4));
    chart.current?.show(throughputOf(traffic, from, to, steps), troubles, readPalette(host));
  });
  return <div class="overview" ref={place} aria-hidden="true" />;
}
