/** Reads a V8 CPU profile: the time by function. Pure. */

/** The parts of the result of `Profiler.stop` that are read here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      readonly lineNumber: number;
    };
  }[];
  /** Node ids. */
  readonly samples?: readonly number[];
  /** µs between samples. */
  readonly timeDeltas?: readonly number[];
}

export interface SelfTime {
  /** `name file:line` */
  readonly where: string;
  /** ms in the function itself, not in what it calls. */
  readonly self: number;
}

/** Longest first; idle time is left out. */
export function selfTimes({ nodes, samples = [], timeDeltas = [] }: CpuProfile): SelfTime[] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const times = new Map<string, number>();
  samples.forEach((id, index) => {
    const where = names.get(id) ?? "?";
    // The time until the next sample is spent where this one was taken.
    const milliseconds = (timeDeltas[index + 1] ?? 0) / 1000;
    times.set(where, (times.get(where) ?? 0) + milliseconds);
  });
  times.delete("(idle)");
  return [...times].map(([where, self]) => ({ where, self })).sort((a, b) => b.self - a.self);
}

function nameOf({
  functionName,
  url,
  lineNumber,
}: CpuProfile["nodes"][number]["callFrame"]): string {
  const name = functionName === "" ? "(anonymous)" : functionName;
  if (url === "") return name;
  const file = url.startsWith("blob:") ? "worker" : (url.split("/").at(-1) ?? url);
  return `${name} ${file}:${lineNumber + 1}`;
}
