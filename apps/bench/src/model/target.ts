/** Targets as data: the compared figures and the factor. Pure. */
import { formatFactor, formatFigure } from "./figure.ts";
import type { Metric } from "./metric.ts";

/** `contender`'s median of `metric` shall be at least (or at most) `factor` × the reference. */
export interface Target {
  readonly metric: string;
  /** Default: ours. */
  readonly contender?: string;
  readonly relation: "at least" | "at most";
  readonly factor: number;
  readonly of: Reference;
}

/** A figure in the metric's own unit, or the best median of these contenders (of another metric, if one is named). */
export type Reference = "unit" | { readonly best: readonly string[]; readonly metric?: string };

export interface Verdict {
  /** "throughput ≥ 0.95 × bare platform" */
  readonly text: string;
  /** "0.97 × (23.1 of 23.8 MB/s)". */
  readonly found: string;
  /** Undefined when one side was not measured. */
  readonly reached: boolean | undefined;
  /** What `factor` is compared with. Undefined if one side was not measured, or if the reference is zero. */
  readonly ratio: number | undefined;
  /** The target as a figure in the metric's own unit. Undefined if the reference was not measured. */
  readonly limit: number | undefined;
}

/** Median of a contender's metric, if it was measured. */
export type MedianOf = (contender: string, metric: string) => number | undefined;

export function judge(target: Target, metrics: readonly Metric[], medianOf: MedianOf): Verdict {
  const { contender = "ours", relation, factor, of } = target;
  const metric = metricNamed(metrics, target.metric);
  const own = medianOf(contender, metric.id);
  const reference = referenceOf(target, metrics, medianOf);
  // Compared as figures and not as a ratio: a reference may be zero.
  const limit = reference === undefined ? undefined : factor * reference;
  return {
    text: describe(target, metric),
    found: foundText(own, reference, of, metric.unit),
    ratio: own === undefined || reference === undefined ? undefined : quotient(own, reference),
    limit,
    reached: own === undefined || limit === undefined ? undefined : meets(own, relation, limit),
  };
}

function meets(own: number, relation: Target["relation"], limit: number): boolean {
  return relation === "at least" ? own >= limit : own <= limit;
}

function quotient(own: number, reference: number): number | undefined {
  return reference === 0 ? undefined : own / reference;
}

function referenceOf(
  { metric, of }: Target,
  metrics: readonly Metric[],
  medianOf: MedianOf,
): number | undefined {
  if (of === "unit") return 1;
  const { id, better } = metricNamed(metrics, of.metric ?? metric);
  const medians = of.best.map((name) => medianOf(name, id)).filter((value) => value !== undefined);
  // The best of only some of them would be an easier target than intended.
  if (medians.length < of.best.length) return undefined;
  return better === "higher" ? Math.max(...medians) : Math.min(...medians);
}

function describe(
  { contender, relation, factor, of, metric: own }: Target,
  metric: Metric,
): string {
  const sign = relation === "at least" ? "≥" : "≤";
  const who = contender === undefined ? "" : `${contender}: `;
  if (of === "unit") return `${who}${metric.label} ${sign} ${factor} ${metric.unit}`;
  const whom = of.best.length === 1 ? of.best.join("") : `the best of ${of.best.join(", ")}`;
  const what = of.metric === undefined || of.metric === own ? "" : ` (${of.metric})`;
  return `${who}${metric.label} ${sign} ${formatFactor(factor)} × ${whom}${what}`;
}

function foundText(
  own: number | undefined,
  reference: number | undefined,
  of: Reference,
  unit: string,
): string {
  if (own === undefined || reference === undefined) return "not measured";
  if (of === "unit") return `${formatFigure(own)} ${unit}`;
  const both = `${formatFigure(own)} to ${formatFigure(reference)} ${unit}`;
  const ratio = quotient(own, reference);
  return ratio === undefined ? both : `${formatFigure(ratio)} × (${both})`;
}

function metricNamed(metrics: readonly Metric[], id: string): Metric {
  const found = metrics.find((metric) => metric.id === id);
  if (found === undefined) throw new Error(`a target names a metric that there is not: ${id}`);
  return found;
}
