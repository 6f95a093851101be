/** A lane for each segment, over time. */
import { signal } from "@preact/signals";
import type { JSX, TargetedKeyboardEvent, TargetedWheelEvent } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Lane } from "../../state/history.ts";
import {
  fitRange,
  followRange,
  panRange,
  zoomRange,
  type TimeRange,
} from "../../state/time-range.ts";
import { useInspector } from "../inspector-context.ts";
import { readPalette } from "../palette.ts";
import { useVirtual } from "../use-virtual.ts";
import { axisHeight, createLaneChart, type LaneChart, type LanePoint } from "./lane-chart.ts";
import { LaneLabels } from "./lane-labels.tsx";
import { LaneTip } from "./lane-tip.tsx";
import { LanesTools } from "./lanes-tools.tsx";
import { laneHeight } from "./paint-lanes.ts";

/** What a live session shows of its past at first, in ms. */
const liveWidth = 30_000;
/** As much fits where there is little room. */
const narrowWidth = 10_000;

export function LanesView(): JSX.Element {
  const { store, layout } = useInspector();
  const moment = store.moment.value;
  const lanes = store.history.lanes();
  const selected = store.selection.value.segment;
  const scroller = useRef<HTMLDivElement>(null);
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<LaneChart>(undefined);
  const point = useMemo(() => signal<LanePoint | undefined>(undefined), []);
  const [scrollTop, setScrollTop] = useState(0);
  const [isFollowing, setFollowing] = useState(true);
  const [chosen, setRange] = useState<TimeRange>();
  const { from, to } = store.recording;
  const whole = fitRange(from, to);
  const recent = layout.isWide.value ? liveWidth : narrowWidth;
  const isWhole = store.origin.value !== "live" && layout.isWide.value;
  const first = isWhole
    ? whole
    : { from: Math.max(from, to - recent), to: Math.max(from + recent, to) };
  const unmoved = chosen ?? first;
  const range =
    isFollowing && (moment.isLive ? store.origin.value === "live" : !holds(unmoved, moment.t))
      ? followRange(unmoved, moment.t)
      : unmoved;
  const rows = useMemo(() => new Map(lanes.map(({ key }, row) => [key, row])), [lanes]);
  const virtual = useVirtual({
    scroller,
    count: lanes.length,
    rowHeight: laneHeight,
    paddingStart: axisHeight,
  });
  const palette = useMemo(
    () => (scroller.current === null ? undefined : readPalette(scroller.current)),
    [layout.paint.value, scroller.current],
  );

  const choose = (next: TimeRange): void => {
    setRange(next);
    setFollowing(false);
  };
  const latest = useRef({ lanes, range, choose });
  latest.current = { lanes, range, choose };

  useLayoutEffect(() => {
    const host = place.current;
    if (host === null) return;
    const laneAt = ({ row }: LanePoint): Lane | undefined => latest.current.lanes[row];
    const made = createLaneChart(host, {
      onRange: (next) => latest.current.choose(next),
      onPoint: (next) => void (point.value = next),
      onPick: (at) => {
        const lane = laneAt(at);
        if (lane !== undefined) store.selectSegment(lane.key);
      },
      onGoTo: ({ t }) => store.goToTime(t),
    });
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize(host.clientWidth, host.clientHeight));
    observer.observe(host);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, []);

  useLayoutEffect(() => {
    const colours = palette ?? (scroller.current && readPalette(scroller.current));
    if (!colours) return;
    const { head } = store.history;
    const { t } = moment;
    const picture = { lanes, rows, head, scrollTop, t, end: to, selected, palette: colours };
    chart.current?.show(picture, range);
  });

  // Chosen elsewhere: into view. Followed: the play head.
  useLayoutEffect(() => {
    const row = selected === undefined ? undefined : rows.get(selected);
    if (row !== undefined) virtual.scrollTo(row);
  }, [selected]);
  const playing = store.history.head.findLast((step) => step.t <= moment.t)?.first;
  useLayoutEffect(() => {
    const row = playing === undefined ? undefined : rows.get(playing);
    if (isFollowing && row !== undefined) virtual.scrollTo(row, "center");
  }, [playing, isFollowing]);

  const zoom = (factor: number): void =>
    choose(
      zoomRange(range, factor, holds(range, moment.t) ? moment.t : (range.from + range.to) / 2),
    );
  const actions = {
    zoomIn: () => zoom(0.5),
    zoomOut: () => zoom(2),
    fit: () => choose(whole),
    earlier: () => choose(panRange(range, -0.25)),
    later: () => choose(panRange(range, 0.25)),
    follow: () => setFollowing(!isFollowing),
  };
  const press = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const keys: Readonly<Record<string, () => void>> = {
      "+": actions.zoomIn,
      "=": actions.zoomIn,
      "-": actions.zoomOut,
      "0": actions.fit,
      ArrowLeft: actions.earlier,
      ArrowRight: actions.later,
      f: actions.follow,
    };
    const action = keys[event.key];
    if (action === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };
  const roll = (event: TargetedWheelEvent<HTMLDivElement>): void => {
    const { deltaX, deltaY } = event;
    const box = place.current?.getBoundingClientRect();
    if (box === undefined) return;
    const isZoom = event.ctrlKey || event.metaKey;
    const across = event.shiftKey ? deltaY || deltaX : deltaX;
    if (!isZoom && Math.abs(across) <= Math.abs(event.shiftKey ? 0 : deltaY)) {
      setFollowing(false);
      return;
    }
    event.preventDefault();
    const share = (event.clientX - box.left) / box.width;
    const at = range.from + share * (range.to - range.from);
    choose(
      isZoom ? zoomRange(range, Math.exp(deltaY / 300), at) : panRange(range, across / box.width),
    );
  };

  return (
    <div class="lanes" onKeyDown={press}>
      <LanesTools {...actions} range={range} isFollowing={isFollowing} />
      <div
        class="lanes-scroll"
        ref={scroller}
        onScroll={({ currentTarget }) => setScrollTop(currentTarget.scrollTop)}
        onWheel={roll}
      >
        <div class="lanes-room" style={{ height: `${virtual.height}px` }}>
          <div class="lanes-corner" aria-hidden="true">
            segment
          </div>
          <LaneLabels lanes={lanes} items={virtual.items} scrollTo={virtual.scrollTo} />
          <div class="lanes-chart" ref={place} aria-hidden="true" />
        </div>
      </div>
      <LaneTip point={point} lanes={lanes} />
    </div>
  );
}

function holds({ from, to }: TimeRange, t: number): boolean {
  return t >= from && t <= to;
}
