/** Draws a laid-out machine as SVG. All text comes from the session, so it is never set as HTML. */
import type { MessageOf } from "@swarmlane/inspection";
import type { JSX } from "preact";
import { countInWords } from "../../words/numbers.ts";
import { pathOf } from "./cut-path.ts";
import { labelGap, titleHeight, type Chart, type ChartArrow, type ChartNode } from "./lay-out.ts";
import { edgeInWords, lineHeight, type Line } from "./node-lines.ts";

interface DrawingProps {
  readonly chart: Chart;
  readonly scale: number;
  readonly active: ReadonlySet<string>;
  readonly last: MessageOf<"transition"> | undefined;
  readonly counts: ReadonlyMap<string, number>;
  /** Actors in each state. */
  readonly population: ReadonlyMap<string, number>;
}

export function StatechartDrawing(props: DrawingProps): JSX.Element {
  const { chart, scale, active, last, counts, population } = props;
  const head = chart.lines.length * lineHeight + (chart.lines.length > 0 ? 12 : 0);
  const height = chart.height + head;
  const names = chart.nodes.filter(({ id }) => active.has(id)).map(({ name }) => name);
  return (
    <svg
      class="chart"
      role="img"
      aria-label={`${chart.definition.id}: ${names.length > 0 ? `${names.join(", ")} active` : "no actor selected"}`}
      viewBox={`0 0 ${chart.width} ${height}`}
      width={chart.width * scale}
      height={height * scale}
    >
      <defs>
        {["arrow", "arrow-last"].map((id) => (
          <marker
            key={id}
            id={id}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto"
          >
            <path d="M0 0.5 8 4 0 7.5z" />
          </marker>
        ))}
      </defs>
      <Lines lines={chart.lines} x={12} y={16} counts={counts} lead="in every state: " />
      <g transform={`translate(0 ${head})`}>
        {chart.nodes.map((node) => (
          <NodeBox
            key={node.id}
            node={node}
            isActive={active.has(node.id)}
            count={population.get(node.id)}
            counts={counts}
          />
        ))}
        {chart.arrows.map((arrow) => (
          <Arrow key={arrow.id} chart={chart} arrow={arrow} last={last} counts={counts} />
        ))}
      </g>
    </svg>
  );
}

interface NodeBoxProps {
  readonly node: ChartNode;
  readonly isActive: boolean;
  readonly count: number | undefined;
  readonly counts: ReadonlyMap<string, number>;
}

function NodeBox({ node, isActive, count, counts }: NodeBoxProps): JSX.Element {
  const { x, y, width, height, name, kind, isOuter, isInitial, lines } = node;
  return (
    <g class="node" data-active={isActive} data-outer={isOuter} data-kind={kind} data-name={name}>
      <rect x={x} y={y} width={width} height={height} rx={kind === "final" ? 2 : 6} />
      {kind === "final" && (
        <rect class="final" x={x + 3} y={y + 3} width={width - 6} height={height - 6} rx={1} />
      )}
      {isInitial && <circle class="initial" cx={x + 9} cy={y + titleHeight / 2 + 1} r={3.2} />}
      <text class="node-name" x={x + (isInitial ? 17 : 8)} y={y + 16}>
        {name}
      </text>
      {count !== undefined && (
        <text class="population" x={x + width - 8} y={y + 16}>
          {`${countInWords(count)} active`}
        </text>
      )}
      <Lines lines={lines} x={x + 8} y={y + titleHeight + 10} counts={counts} />
      {lines.length > 0 && <title>{[name, ...lines.map(({ text }) => text)].join("\n")}</title>}
    </g>
  );
}

interface ArrowProps {
  readonly chart: Chart;
  readonly arrow: ChartArrow;
  readonly last: MessageOf<"transition"> | undefined;
  readonly counts: ReadonlyMap<string, number>;
}

function Arrow({ chart, arrow, last, counts }: ArrowProps): JSX.Element {
  const { points, label, transitions } = arrow;
  const line = pathOf(points);
  const isTaken = transitions.some(({ edge }) => counts.has(edge.id));
  const isLast = transitions.some(({ edge }) => last?.edges.includes(edge.id));
  let y = label.y + 11;
  return (
    <g class="arrow" data-last={isLast} data-taken={isTaken}>
      <path d={line} marker-end={isLast ? "url(#arrow-last)" : "url(#arrow)"} />
      {isLast && <path key={last?.n} class="pulse" d={line} pathLength={1} />}
      <rect class="label-ground" {...label} rx={3} />
      {transitions.map(({ edge, lines }) => {
        const top = y;
        y += lines.length * lineHeight + labelGap;
        const count = counts.get(edge.id) ?? 0;
        return (
          <g
            key={edge.id}
            class="transition"
            data-event={edge.event}
            data-taken={count > 0}
            data-last={last?.edges.includes(edge.id) ?? false}
          >
            <title>{`${edgeInWords(edge, chart.definition)}, taken ${count} times`}</title>
            {lines.map(({ kind, text }, index) => (
              <text
                key={index}
                class={`line line-${kind}`}
                x={label.x + label.width / 2}
                y={top + index * lineHeight}
                text-anchor="middle"
              >
                {text}
                {index === 0 && count > 0 && (
                  <tspan class="count">{` ×${countInWords(count)}`}</tspan>
                )}
              </text>
            ))}
          </g>
        );
      })}
    </g>
  );
}

interface LinesProps {
  readonly lines: readonly Line[];
  readonly x: number;
  readonly y: number;
  readonly counts: ReadonlyMap<string, number>;
  readonly lead?: string;
}

function Lines({ lines, x, y, counts, lead = "" }: LinesProps): JSX.Element {
  return (
    <>
      {lines.map(({ kind, text, edge }, index) => {
        const count = edge === undefined ? 0 : (counts.get(edge) ?? 0);
        return (
          <text key={index} class={`line line-${kind}`} x={x} y={y + index * lineHeight}>
            {text.startsWith(" ") ? text : lead + text}
            {count > 0 && <tspan class="count">{` ×${countInWords(count)}`}</tspan>}
          </text>
        );
      })}
    </>
  );
}
