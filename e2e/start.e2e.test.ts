/** `npm start -- --peers 1`: the page in two tabs beside a headless viewer, and nothing left behind. */
import { execFileSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import type { WatchedPage } from "@swarmlane/testkit/node";
import { describe, expect, vi } from "vitest";
import { startProgram } from "./fixtures/program.ts";
import { test as base } from "./fixtures/test.ts";

/** What is read of the page's own numbers. */
interface ViewerSnapshot {
  readonly state: string;
  /** Bytes. */
  readonly http: number;
  readonly p2p: number;
}

declare global {
  interface Window {
    /** Undefined until the player has started. */
    viewer?: { snapshot(): ViewerSnapshot };
  }
}

/** A port that is taken, and `npm start` that wants it. Its headless viewer has a lead: it has something to give. */
const test = base
  .extend("takenPort", { scope: "file" }, async ({}, { onCleanup }) => {
    const taken = createServer().listen(0, "127.0.0.1");
    onCleanup(() => void taken.close());
    await once(taken, "listening");
    return (taken.address() as AddressInfo).port;
  })
  .extend("program", { scope: "file" }, async ({ takenPort }, { onCleanup }) => {
    const port = String(takenPort);
    const program = startProgram("scripts/start.mjs", "--peers", "1", "--port", port);
    onCleanup(async () => {
      await program.close();
    });
    await program.printed(/ 1 +playing +1\d\.\d s /);
    return program;
  })
  .extend("address", { scope: "file" }, async ({ program }) => {
    return (await program.printed(/Player page +(\S+)/))[1] ?? "";
  });

test("steps over a port that is taken", ({ address, takenPort }) => {
  expect(Number(new URL(address).port)).toBeGreaterThan(takenPort);
});

test("prints a table of its headless viewers", ({ program }) => {
  expect(program.output).toMatch(/viewer +state .+ HTTP +from peers .+ to peers/);
  expect(program.output).toMatch(/ 1 +playing +[\d.]+ s .+ MB/);
});

test("the first tab takes most from the headless viewer, the second from both; both show bytes, peers, and segments with their states", async ({
  open,
  address,
}) => {
  const first = await open(address);
  await playsMostlyFromPeers(first);
  const second = await open(address);
  await playsMostlyFromPeers(second);
  for (const { page } of [first, second]) {
    await expect.poll(() => page.locator("#peers tr").count()).toBe(2);
    expect(await page.locator("#http").textContent()).toMatch(/^[\d.]+ .?B$/);
    expect(await page.locator("#map [data-look=cached-p2p]").count()).toBeGreaterThan(0);
    await page.locator("#map [data-look=cached-p2p]").first().focus();
    expect(await page.locator("#segment-detail").textContent()).toMatch(
      /^Segment \d+, cached, from a peer: ./,
    );
  }
  expect(await first.page.locator("#upload").textContent()).not.toBe("0 B");
});

describe("each player plays a stream of another kind, and a second tab takes part of it from the first", () => {
  test.for([
    ["Shaka Player", "HLS stream", "Separate audio", /^Shaka Player 5\./],
    ["dash.js", "DASH stream", "Recorded", /^dash\.js 5\./],
    ["video.js", "HLS stream", "Live", /^video\.js 8\./],
    [
      "hls.js 0.14 on the 0.6.2 engine",
      "HLS stream",
      "Byte ranges of one file",
      /^hls\.js 0\.14\./,
    ],
  ] as const)("%s: %s, %s", async ([player, format, stream, name], { open, address }) => {
    const one = await open(address);
    await one.page.getByRole("link", { name: player }).click();
    await one.page
      .getByRole("list", { name: "Player" })
      .getByText(player)
      .and(chosen(one))
      .waitFor();
    const streams = one.page.getByRole("list", { name: format });
    await streams.getByRole("link", { name: stream }).click();
    await streams.getByText(stream).and(chosen(one)).waitFor();
    await until(one, ({ state, http }) => state === "playing" && http > 0);
    const two = await open(one.page.url());
    await until(two, ({ state, p2p }) => state === "playing" && p2p > 0);
    for (const tab of [one, two]) {
      expect(await tab.page.locator("#status").textContent()).toMatch(name);
      await expect.poll(() => tab.page.locator("#map button").count()).toBeGreaterThan(0);
    }
  });
});

test("a stream that the player does not play cannot be chosen, and the page says why", async ({
  open,
  address,
}) => {
  const tab = await open(address);
  const recorded = tab.page.getByRole("list", { name: "DASH stream" }).getByText("Recorded");
  expect(await recorded.getAttribute("title")).toBe("hls.js plays only HLS");
  expect(await tab.page.getByRole("list", { name: "DASH stream" }).getByRole("link").count()).toBe(
    0,
  );
  // It plays no HLS, so the page takes the first DASH stream.
  await tab.page.getByRole("link", { name: "dash.js" }).click();
  await recorded.and(chosen(tab)).waitFor();
});

test("the inspector is one link away, and shows the tab that it was opened from", async ({
  open,
  address,
  program,
}) => {
  const player = await open(address);
  await player.page.getByRole("link", { name: "Enable inspection" }).click();
  const [inspector] = await Promise.all([
    player.page.waitForEvent("popup"),
    player.page.getByRole("link", { name: "Open the inspector" }).click(),
  ]);
  expect(program.output).toContain(`Inspector     ${inspector.url()}`);
  await inspector.getByText("live", { exact: true }).waitFor();
  await expect.poll(() => inspector.locator(".lane-label").count()).toBeGreaterThan(3);
});

test("Ctrl-C ends what it started", async ({ keep }) => {
  const program = await keep(startProgram("scripts/start.mjs", "--peers", "1"));
  const [, address = ""] = await program.printed(/Player page +(\S+)/);
  await program.printed(/ 1 +\w+ /);
  const children = childrenOf(program.process);
  expect(children.length).toBeGreaterThan(0);
  expect(await program.close()).toBe(0);
  await expect.poll(() => children.filter(isRunning)).toEqual([]);
  await expect(fetch(address)).rejects.toThrow();
});

/** At least 60 %, once a megabyte came from peers. */
async function playsMostlyFromPeers({ page }: WatchedPage): Promise<void> {
  await page.waitForFunction(
    () => {
      const text = (id: string) => document.getElementById(id)?.textContent ?? "";
      const share = Number.parseInt(text("p2p-share"));
      return text("status").endsWith("playing") && text("p2p").endsWith("MB") && share >= 60;
    },
    undefined,
    { timeout: 40_000 },
  );
}

/** The chosen player, stream and core. */
function chosen({ page }: WatchedPage) {
  return page.locator("[aria-current=true]");
}

/** Rejects with the last snapshot and the page's console. */
async function until(
  { page, console: lines }: WatchedPage,
  isReached: (snapshot: ViewerSnapshot) => boolean,
): Promise<void> {
  await vi.waitFor(
    async () => {
      const snapshot = await page.evaluate(() => window.viewer?.snapshot());
      if (snapshot !== undefined && isReached(snapshot)) return;
      throw new Error(JSON.stringify({ url: page.url(), snapshot, console: lines.slice(-10) }));
    },
    { timeout: 40_000, interval: 100 },
  );
}

function childrenOf({ pid }: ChildProcess): number[] {
  const list = execFileSync("ps", ["-o", "pid=", "--ppid", String(pid)], { encoding: "utf8" });
  return list.trim().split(/\s+/).map(Number);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
