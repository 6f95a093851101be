/** The download size of each loader: minified and gzipped, as in its package. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { contenders, type Core } from "../model/contender.ts";
import type { Outcome, Workload } from "../model/workload.ts";
import { scriptMounts } from "../stage/pages.ts";

/** A kB is 1,000 bytes; gzip as on servers. */
const level = 6;

export const size: Workload = {
  name: "size",
  title: "scripts, minified and gzipped; ours in two parts, of which each thread parses one",
  contenders: [contenders.ours, contenders["0.6.2"], contenders["2.3.1"]],
  metrics: [
    { id: "page", label: "page part", unit: "kB", better: "lower" },
    { id: "worker", label: "worker part", unit: "kB", better: "lower" },
    { id: "whole", label: "the whole script", unit: "kB", better: "lower" },
    { id: "raw", label: "the whole script, not gzipped", unit: "kB", better: "lower" },
  ],
  targets: [
    { metric: "page", relation: "at most", factor: 35, of: "unit" },
    { metric: "whole", relation: "at most", factor: 60, of: "unit" },
  ],
  once: true,
  run: ({ core }) => measure(core),
};

async function measure(core: Core): Promise<Outcome> {
  if (core === "bare") return { impossible: "nothing to download" };
  const folder = scriptMounts[`/core/${core}`] ?? "";
  const name =
    core === "2.3.1" ? "p2p-media-loader-core.es.min.js" : "p2p-media-loader-core.min.js";
  const script = await readFile(join(folder, name), "utf8");
  const whole = { whole: zipped(script), raw: Buffer.byteLength(script) / 1000 };
  if (core !== "ours") return { figures: { ...whole, page: whole.whole } };
  const worker = await readFile(join(folder, "../dist/worker.js"), "utf8");
  // The script contains the worker's code once, uncompressed.
  const page = script.replace(worker, () => "");
  if (page.length === script.length) throw new Error("the script does not hold dist/worker.js");
  return { figures: { ...whole, page: zipped(page), worker: zipped(worker) } };
}

function zipped(text: string): number {
  return gzipSync(text, { level }).byteLength / 1000;
}
