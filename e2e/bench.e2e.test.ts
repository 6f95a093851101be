/** The benchmark takes minutes: who ends it earlier must get the machine back. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

const script = fileURLToPath(new URL("../apps/bench/bench.mjs", import.meta.url));
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "swarmlane-bench-ended-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
  "%s ends it, and none of its files is left",
  async (signal) => {
    const args = [script, "--as-is", "--only", "memory", "--out", join(folder, "out")];
    const bench = spawn(process.execPath, args, { env: { ...process.env, TMPDIR: folder } });
    const exit = once(bench, "exit");
    let output = "";
    bench.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    bench.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    await vi.waitFor(() => expect(output).toContain("ours: starts"), { timeout: 30_000 });
    // Its browser is there, or about to be.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    bench.kill(signal);
    expect(await exit).toEqual([130, null]);
    // A killed Chromium may leave files of its own, which are not ours.
    const left = await readdir(folder);
    expect(left.filter((name) => name.startsWith("swarmlane-"))).toEqual([]);
  },
);
