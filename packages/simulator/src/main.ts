/** `npm run simulate`: reads the command line, runs scenarios and their baselines, prints a table and writes JSON. */
import { scenarios } from "./scenario/scenario.ts";
import { simulate } from "./simulate.ts";

export async function main(args: readonly string[]): Promise<number> {
  const scenario = scenarios.find(({ name }) => name === args[0]);
  if (scenario === undefined) return 1;
  const n = Number(args[1] ?? scenario.viewers);
  const seconds = Number(args[2] ?? scenario.seconds);
  const begin = performance.now();
  const result = await simulate({ ...scenario, viewers: n, seconds }, (p) =>
    process.stderr.write(`\r${p.at}/${p.of} s, ${p.viewers} viewers, ${p.copies.toFixed(2)} copies, ${Math.round((performance.now() - begin) / 1000)} s  `),
  );
  const { requests, ...rest } = result.figures;
  console.log(JSON.stringify(rest, (_k, v) => (typeof v === "number" ? Math.round(v * 1000) / 1000 : v), 1));
  for (const r of requests) console.log(`${r.count} × ${r.cause} (${r.motive}; knew: ${r.knew})`);
  console.log(result.events, "events", performance.now() - begin, "ms");
  if (n <= 6) console.log(result.copies.map((c) => `${c.sequence}:${c.copies.toFixed(2)}`).join(" "));
  return 0;
}
