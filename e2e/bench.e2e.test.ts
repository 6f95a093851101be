/** The benchmark takes minutes: who ends it earlier must get the machine back. And it must still run. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

/** As much of the file of results as is read here. */
interface Report {
  readonly workloads: readonly {
    readonly contenders: readonly { readonly label: string; readonly summaries: object }[];
  }[];
}

const script = fileURLToPath(new URL("../apps/bench/bench.mjs", import.meta.url));
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "swarmlane-bench-ended-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
  "%s ends it, and none of its files is left",
  async (signal) => {
    const args = [script, "--as-is", "--only", "memory", "--out", join(folder, "out")];
    const bench = spawn(process.execPath, args, { env: { ...process.env, TMPDIR: folder } });
    const exit = once(bench, "exit");
    const has = async (prefix: string) =>
      (await readdir(folder)).some((name) => name.startsWith(prefix));
    // Its files are there, and a browser's.
    const isMeasuring = async () => (await has("swarmlane-")) && (await has("playwright_"));
    await vi.waitFor(async () => expect(await isMeasuring()).toBe(true), { timeout: 30_000 });
    bench.kill(signal);
    expect(await exit).toEqual([130, null]);
    // A killed Chromium may leave files of its own, which are not ours.
    expect(await has("swarmlane-")).toBe(false);
  },
);

test("a quick run of one workload has figures of every contender", async () => {
  const out = join(folder, "out");
  const args = [script, "--as-is", "--quick", "--only", "http", "--out", out];
  const bench = spawn(process.execPath, args, { env: { ...process.env, TMPDIR: folder } });
  let output = "";
  bench.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  bench.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
  expect((await once(bench, "exit"))[0], output).toBe(0);
  const name = (await readdir(out)).find((file) => file.endsWith(".json")) ?? "";
  const { workloads } = JSON.parse(await readFile(join(out, name), "utf8")) as Report;
  const measured = workloads.flatMap(({ contenders }) =>
    contenders.map(({ label, summaries }) => [label, Object.keys(summaries).length > 0]),
  );
  expect(measured.length).toBeGreaterThan(2);
  expect(measured.filter(([, isMeasured]) => isMeasured !== true)).toEqual([]);
});
