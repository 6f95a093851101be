/** What must happen in which order (docs/compatibility-0.6.md#order), through the worker, real HTTP and real peers. */
import { describe, expect } from "vitest";
import { sha256, syntheticBytes } from "@swarmlane/testkit";
import { expectDelivered, hasLoaded, makeSegments } from "./segments.ts";
import { test, type RigSite } from "./test.ts";

const alone = { useP2P: false, requiredSegmentsPriority: 9 };

test("segments of the page's own origin have all their bytes, and no request is broken off", async ({
  site,
}) => {
  const page = await site.open();
  const swarm = "own-origin";
  const names = ["plain", "gzip", "short-length"];
  const segments = makeSegments({ origin: site.origin.url, swarm }, ...names);
  for (const name of names.slice(1)) site.origin.faults.set(`/bytes/${swarm}-${name}`, name);
  await page.call("create", "it", alone);
  await page.call("load", "it", segments, swarm);
  await expectDelivered(await page.until("it", "all are loaded", hasLoaded(3)), segments);
  const asked = site.origin.log.requests.filter(({ path }) => path.startsWith(`/bytes/${swarm}`));
  expect(asked.length).toBeGreaterThanOrEqual(3);
  // What was written past Node's response has no end that it knows of.
  const byNode = asked.filter(({ path }) => !path.endsWith("short-length"));
  expect(byNode.filter(({ aborted }) => aborted)).toEqual([]);
});

describe.concurrent.each([
  ["in a worker", {}],
  ["on the page", { worker: false }],
])("with the engine %s", (where, settings) => {
  const slug = where.replaceAll(" ", "-");
  const setup = (site: RigSite, swarm: string) => ({
    origin: site.origin.crossUrl,
    swarm: `${swarm}-${slug}`,
  });

  test("load emits SegmentAbort before it returns: loaded, in flight or never begun", async ({
    site,
  }) => {
    const page = await site.open();
    const swarm = `abort-${slug}`;
    const segments = makeSegments(setup(site, "abort"), "loaded", "slow", "later", "stays");
    site.origin.faults.set(`/bytes/${swarm}-slow`, "rate:1000");
    site.origin.faults.set(`/bytes/${swarm}-later`, "rate:1000");
    const one = { ...alone, ...settings, simultaneousHttpDownloads: 1 };
    await page.call("create", "it", one);
    await page.call("load", "it", segments, swarm);
    await page.until("it", "one is in flight", ({ bytes }) => bytes.http > 50_000);
    const aborted = await page.page.evaluate(
      ([stays, swarm]) => {
        const ids: string[] = [];
        const loader = window.rig.loader("it");
        loader.on("segment_abort", ({ sequence }) => ids.push(sequence));
        void loader.load([stays], swarm);
        return [...ids];
      },
      [segments[3] as (typeof segments)[0], swarm] as const,
    );
    expect(aborted).toEqual(["loaded", "slow", "later"]);
    const report = await page.until("it", "the one that stays is loaded", hasLoaded(2));
    await expectDelivered(report, [segments[0], segments[3]] as typeof segments);
  });

  test("the newest of the caller's own objects is filled in and emitted, while the download goes on", async ({
    site,
  }) => {
    const page = await site.open();
    const [segment] = makeSegments(setup(site, "object"), "1");
    site.origin.faults.set(`/bytes/object-${slug}-1`, "rate:100000");
    await page.call("create", "it", { ...alone, ...settings });
    const emitted = await page.page.evaluate(
      async (segment) => {
        const loader = window.rig.loader("it");
        const older = { ...segment };
        const newer = { ...segment, url: `${segment.url}&token=2` };
        const loaded = new Promise<object>((resolve) => loader.on("segment_loaded", resolve));
        const begun = new Promise((resolve) => loader.on("piece_bytes_downloaded", resolve));
        void loader.load([older], segment.masterSwarmId);
        await begun;
        void loader.load([newer], segment.masterSwarmId);
        const isNewer = (await loaded) === newer;
        return { isNewer, newer: Object.keys(newer), older: Object.keys(older) };
      },
      segment as NonNullable<typeof segment>,
    );
    expect(emitted.isNewer).toBe(true);
    expect(emitted.newer).toEqual(
      expect.arrayContaining(["data", "requestUrl", "responseUrl", "downloadBandwidth"]),
    );
    expect(emitted.older).not.toContain("data");
    expect(site.origin.log.count(`/bytes/object-${slug}-1`)).toBe(1);
  });

  test("a listener that scribbles on data and transfers it harms neither peers nor getSegment", async ({
    site,
  }) => {
    const [giver, taker] = await Promise.all([site.open(), site.open()]);
    const swarm = `scribble-${slug}`;
    const segments = makeSegments({ ...setup(site, "scribble"), size: 200_000 }, "1", "2");
    const peerSettings = { ...site.peerSettings, ...settings };
    await giver.call("create", "it", peerSettings);
    await giver.page.evaluate(() => {
      window.rig.loader("it").on("segment_loaded", ({ data = new ArrayBuffer() }) => {
        new Uint8Array(data).fill(0);
        structuredClone(data, { transfer: [data] });
      });
    });
    await giver.call("load", "it", segments, swarm);
    await giver.until("it", "the giver has them", hasLoaded(2));

    // too far away for HTTP
    const wanted = segments.map((segment) => ({ ...segment, priority: 5 + segment.priority }));
    await taker.call("create", "it", { ...peerSettings, httpDownloadProbability: 0 });
    await taker.call("load", "it", wanted, swarm);
    const report = await taker.until("it", "the taker has them from it", hasLoaded(2));
    await expectDelivered(report, segments);
    expect(report.bytes).toMatchObject({ http: 0, p2p: 400_000 });

    const digests = await giver.page.evaluate(
      async (ids) => {
        const loader = window.rig.loader("it");
        const digest = async (id: string) => {
          const data = (await loader.getSegment(id))?.data ?? new ArrayBuffer();
          const hash = await crypto.subtle.digest("SHA-256", data);
          structuredClone(data, { transfer: [data] });
          return [...new Uint8Array(hash)]
            .map((byte) => byte.toString(16).padStart(2, "0"))
            .join("");
        };
        // twice: what the first was given is gone by then
        return [await digest(ids[0] ?? ""), await digest(ids[0] ?? "")];
      },
      segments.map(({ id }) => id),
    );
    const expected = await sha256(syntheticBytes(`${swarm}-1`, 200_000));
    expect(digests).toEqual([expected, expected]);
  });

  test("load, then await getSegment, then listen, as Shaka's adapter does, never hangs in 200 rounds", async ({
    site,
  }) => {
    const page = await site.open();
    const names = Array.from({ length: 210 }, (_, index) => String(index));
    const segments = makeSegments({ ...setup(site, "shaka"), size: 1000 }, ...names);
    await page.call("create", "it", { ...alone, ...settings });
    const ways = await page.page.evaluate(
      async ([segments, rounds]) => {
        const loader = window.rig.loader("it");
        const requests = new Map<string, () => void>();
        loader.on("segment_loaded", ({ id }) => {
          requests.get(id)?.();
          requests.delete(id);
        });
        const ways = { stored: 0, event: 0 };
        for (let round = 0; round < rounds; round++) {
          const ahead = segments.slice(round, round + 4);
          const queue = ahead.map((segment, priority) => ({ ...segment, priority }));
          const id = queue[0]?.id ?? "";
          void loader.load(queue, "shaka");
          if ((await loader.getSegment(id)) !== undefined) ways.stored++;
          else {
            await new Promise<void>((resolve) => requests.set(id, resolve));
            ways.event++;
          }
        }
        return ways;
      },
      [segments, 200] as const,
    );
    expect(ways.stored + ways.event).toBe(200);
    // both ways were gone
    expect(Math.min(ways.stored, ways.event)).toBeGreaterThan(0);
  });
});
