/** The compared loaders. Pure. */

/** The loaders, and the platform without a loader. */
export const cores = ["ours", "0.6.2", "2.3.1", "bare"] as const;
export type Core = (typeof cores)[number];

/** One column of the table: a core, in the circumstances that a workload names. */
export interface Contender {
  /** Unique in its workload. Targets refer to it. */
  readonly id: string;
  /** Head of the column. */
  readonly label: string;
  readonly core: Core;
}

/** The usual columns, under the core's own name. */
export const contenders: Readonly<Record<Core, Contender>> = {
  ours: { id: "ours", label: "ours", core: "ours" },
  "0.6.2": { id: "0.6.2", label: "core 0.6.2", core: "0.6.2" },
  "2.3.1": { id: "2.3.1", label: "core 2.3.1", core: "2.3.1" },
  bare: { id: "bare", label: "bare platform", core: "bare" },
};

export const everybody: readonly Contender[] = cores.map((core) => contenders[core]);

/** The two loaders that we are compared with. */
export const peers: readonly string[] = ["0.6.2", "2.3.1"];
