/** The benchmark takes minutes: who ends it earlier must get the machine back. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

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
