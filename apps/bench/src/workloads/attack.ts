/** What a viewer gets while other peers attack it, and what the attack costs it. */
import { attackRows, type AttackRow } from "@swarmlane/testkit";
import { originSegments, seederNames } from "@swarmlane/testkit/node";
import { contenders } from "../model/contender.ts";
import type { Metric } from "../model/metric.ts";
import type { Target } from "../model/target.ts";
import type { Workload } from "../model/workload.ts";
import { measureAttack } from "../stage/attack.ts";

interface MeasuredRow {
  /** Prefix of the metrics. */
  readonly id: string;
  readonly label: string;
  readonly row: AttackRow;
}

const few: readonly MeasuredRow[] = [
  { id: "keys", label: "4 with long keys", row: attackRows.longKeyMaps },
  { id: "frames", label: "4 with unasked frames", row: attackRows.unaskedFrames },
];

const crowds: readonly MeasuredRow[] = [
  { id: "mixed", label: "24 mixed", row: attackRows.mixed },
  { id: "silent", label: "26 silent", row: attackRows.silent },
];

export const attack = attackWorkload({
  name: "attack",
  title: "60 segments from a seeder, then 5 over HTTP, while 4 peers attack",
  rows: few,
});

/** Its attackers need 20 seconds to connect. */
export const attackCrowd = attackWorkload({
  name: "attack-crowd",
  title: "60 segments from a seeder, then 5 over HTTP, while a crowd of peers attacks",
  quick: false,
  rows: crowds,
});

function attackWorkload({
  rows,
  ...described
}: Pick<Workload, "name" | "title" | "quick"> & {
  readonly rows: readonly MeasuredRow[];
}): Workload {
  return {
    ...described,
    contenders: [contenders.ours, contenders["0.6.2"]],
    metrics: [
      {
        id: "http",
        label: `${originSegments} over HTTP, no attack`,
        unit: "ms",
        better: "lower",
      },
      { id: "share", label: "thinking thread, no attack", unit: "%", better: "lower" },
      ...rows.flatMap(metricsOf),
    ],
    targets: rows.flatMap(({ id }) => targetsOf(id)),
    async run({ core }, stage) {
      if (core !== "ours" && core !== "0.6.2") return { impossible: "no such page" };
      stage.progress("no attack");
      const control = await measureAttack(stage, core, attackRows.none);
      const figures: Record<string, number | undefined> = {
        http: control.http,
        share: percent(control.thread, control.elapsed),
      };
      // One row takes 15 seconds.
      for (const { id, label, row } of stage.quick ? rows.slice(0, 1) : rows) {
        stage.progress(label);
        const { segments, http, thread, elapsed, heap, lost } = await measureAttack(
          stage,
          core,
          row,
        );
        Object.assign(figures, {
          [`${id}-segments`]: segments,
          [`${id}-http`]: http,
          [`${id}-factor`]: quotient(http, control.http),
          [`${id}-share`]: percent(thread, elapsed),
          // The honest segments cost the same without an attack.
          [`${id}-extra`]: percent(difference(thread, control.thread), elapsed),
          [`${id}-heap`]: difference(heap, control.heap),
          [`${id}-lost`]: lost,
        });
      }
      return { figures: withoutGaps(figures) };
    },
  };
}

function metricsOf({ id, label }: MeasuredRow): Metric[] {
  return [
    {
      id: `${id}-segments`,
      label: `${label}: from the seeder`,
      unit: `of ${seederNames.length}`,
      better: "higher",
    },
    {
      id: `${id}-http`,
      label: `${label}: ${originSegments} over HTTP`,
      unit: "ms",
      better: "lower",
    },
    { id: `${id}-factor`, label: `${label}: HTTP, to no attack`, unit: "×", better: "lower" },
    { id: `${id}-share`, label: `${label}: thinking thread`, unit: "%", better: "lower" },
    {
      id: `${id}-extra`,
      label: `${label}: thread's time for the attack`,
      unit: "%",
      better: "lower",
    },
    { id: `${id}-heap`, label: `${label}: its heap, over no attack`, unit: "MiB", better: "lower" },
    { id: `${id}-lost`, label: `${label}: lost`, unit: "workers", better: "lower" },
  ];
}

function targetsOf(id: string): Target[] {
  return [
    { metric: `${id}-segments`, relation: "at least", factor: 57, of: "unit" },
    { metric: `${id}-factor`, relation: "at most", factor: 2, of: "unit" },
    { metric: `${id}-extra`, relation: "at most", factor: 20, of: "unit" },
    { metric: `${id}-heap`, relation: "at most", factor: 64, of: "unit" },
    { metric: `${id}-lost`, relation: "at most", factor: 0, of: "unit" },
  ];
}

/** The share of the elapsed time that the thread was running. */
function percent(thread: number | undefined, elapsed: number): number | undefined {
  return thread === undefined ? undefined : (100 * thread) / elapsed;
}

function quotient(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one / other;
}

function difference(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one - other;
}

/** A missing figure is left out: its target counts as not measured. */
function withoutGaps(
  figures: Readonly<Record<string, number | undefined>>,
): Record<string, number> {
  const entries = Object.entries(figures);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
}
