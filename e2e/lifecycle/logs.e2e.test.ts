/** The log of both threads in the page's console, and its price when nobody reads it. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { hasLoaded, hasPeers, makeSegments } from "./segments.ts";
import { openSite, type Site, type SitePage } from "./site.ts";

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

/** ms until a line that was written is in the console. */
const patience = 5_000;

/** Two viewers that meet and load: `debug` is what the second has in its `localStorage.debug`. */
async function watchSecond(debug: string | undefined, settings: object = {}): Promise<SitePage> {
  const swarm = `log-${debug ?? "off"}-${JSON.stringify(settings)}`;
  const segments = makeSegments({ origin: site.origin.crossUrl, swarm }, "1", "2");
  const initScript = debug === undefined ? "" : `localStorage.debug = ${JSON.stringify(debug)};`;
  const pages = [await site.open(), await site.open({ initScript })] as const;
  for (const page of pages) {
    await page.call("create", "it", { ...site.peerSettings, ...settings });
    await page.call("load", "it", segments, swarm);
  }
  await pages[1].until("it", "it met and loaded", (report) => {
    return hasLoaded(2)(report) && hasPeers(1)(report);
  });
  for (const page of pages) page.expectClean();
  return pages[1];
}

/** Namespaces of the lines in the page's console. */
function namespaces({ console: lines }: SitePage): string[] {
  return lines.flatMap((line) => /p2pml:[a-z-]+/.exec(line) ?? []);
}

describe.concurrent("localStorage.debug", () => {
  test.each([
    ["in a worker", {}],
    ["on the page", { worker: false }],
  ])("shows both threads under the namespaces of 0.6.2, %s", async (_where, settings) => {
    const page = await watchSecond("p2pml:*", settings);
    // all that 0.6.2 has
    const wanted = ["hybrid-loader", "hybrid-loader-segments", "http-media-manager", "media-peer"];
    await vi.waitFor(() => {
      expect(namespaces(page)).toEqual(
        expect.arrayContaining(wanted.map((name) => `p2pml:${name}`)),
      );
    }, patience);
    // the host's come over the lane, and the page has something to say as well
    const { log = 0 } = await page.call("laneMessages");
    expect(log).toBeGreaterThan(0);
    await vi.waitFor(() => expect(namespaces(page).length).toBeGreaterThan(log), patience);
  });

  test("shows no more than it asks for", async () => {
    const page = await watchSecond("p2pml:media-peer");
    await vi.waitFor(() => expect(namespaces(page)).toContain("p2pml:media-peer"), patience);
    expect(new Set(namespaces(page)).size).toBe(1);
  });

  test("that is off costs no message", async () => {
    const page = await watchSecond(undefined);
    expect(namespaces(page)).toEqual([]);
    const messages = await page.call("laneMessages");
    expect(messages["segment/loaded"]).toBe(2);
    expect(messages["log"]).toBeUndefined();
  });
});
