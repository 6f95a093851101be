import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startOrigin, type Origin } from "../origin/origin.ts";
import { syntheticBytes } from "../origin/synthetic-bytes.ts";
import { startSlowLink, type SlowLinkOptions } from "./slow-link.ts";

let origin: Origin;
beforeAll(async () => {
  origin = await startOrigin();
});
afterAll(() => origin.close());

async function startLink(options: Partial<SlowLinkOptions>) {
  const target = origin.url;
  const link = await startSlowLink({ roundTrip: 0, bitsPerSecond: 1e9, target, ...options });
  onTestFinished(() => link.close());
  const load = async (name: string, size: number) => {
    const response = await fetch(`${link.url}/bytes/${name}?size=${size}`);
    return new Uint8Array(await response.arrayBuffer());
  };
  return { link, load };
}

/** ms */
async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

test("what comes through the link is what the origin sends", async () => {
  const { load } = await startLink({});
  const bytes = await load("a", 300_000);
  expect(Buffer.from(bytes).equals(syntheticBytes("a", 300_000))).toBe(true);
});

test("a new connection waits for its handshake and then for its request", async () => {
  const { load } = await startLink({ roundTrip: 100 });
  expect(await timeOf(() => load("a", 10))).toBeGreaterThanOrEqual(195);
});

test("all connections share one rate", async () => {
  // 100 KB at 4 Mbit/s take 200 ms.
  const { load } = await startLink({ bitsPerSecond: 4_000_000 });
  const both = () => Promise.all([load("a", 50_000), load("b", 50_000)]);
  // The bucket may be full at the beginning: 40 ms.
  expect(await timeOf(both)).toBeGreaterThanOrEqual(155);
});

test("a new rate applies to what is under way", async () => {
  const { link, load } = await startLink({ bitsPerSecond: 8000 });
  const loading = load("a", 1_000_000);
  await expect.poll(() => origin.log.bytes("/bytes/a")).toBeGreaterThan(0);
  link.setRate(1e9);
  expect(await loading).toHaveLength(1_000_000);
});

test("a download that the client gives up ends at the origin too", async () => {
  origin.log.clear();
  const { link } = await startLink({ bitsPerSecond: 8000 });
  const signal = AbortSignal.timeout(100);
  await expect(
    fetch(`${link.url}/bytes/a?fault=silence-midway`, { signal }).then((response) =>
      response.text(),
    ),
  ).rejects.toThrow("timeout");
  await expect.poll(() => origin.log.requests[0]?.aborted).toBe(true);
});
