/** The log of both threads in the page's console, and its price when nobody reads it. */
import { describe, expect, vi } from "vitest";
import { hasLoaded, hasPeers, makeSegments } from "./segments.ts";
import { test, type RigPage, type RigSite } from "./test.ts";

/** ms until a line that was written is in the console. */
const patience = 5_000;

/** Two viewers that meet and load: `debug` is what the second has in its `localStorage.debug`. */
async function watchSecond(
  site: RigSite,
  debug: string | undefined,
  settings: object = {},
): Promise<RigPage> {
  const swarm = `log-${debug ?? "off"}-${JSON.stringify(settings)}`;
  const segments = makeSegments({ origin: site.origin.crossUrl, swarm }, "1", "2");
  const switchOn = debug === undefined ? "" : `localStorage.debug = ${JSON.stringify(debug)};`;
  const pages = [
    await site.open(),
    await site.open({ prepare: (page) => page.addInitScript(switchOn) }),
  ] as const;
  for (const page of pages) {
    await page.call("create", "it", { ...site.peerSettings, ...settings });
    await page.call("load", "it", segments, swarm);
  }
  await pages[1].until("it", "it met and loaded", (report) => {
    return hasLoaded(2)(report) && hasPeers(1)(report);
  });
  return pages[1];
}

/** Namespaces of the lines in the page's console. */
function namespaces({ console: lines }: RigPage): string[] {
  return lines.flatMap((line) => /p2pml:[a-z-]+/.exec(line) ?? []);
}

describe.concurrent("localStorage.debug", () => {
  test.for<[string, object]>([
    ["in a worker", {}],
    ["on the page", { worker: false }],
  ])(
    "shows both threads under the namespaces of 0.6.2, %s",
    async ([_where, settings], { site }) => {
      const page = await watchSecond(site, "p2pml:*", settings);
      // all that 0.6.2 has
      const wanted = [
        "hybrid-loader",
        "hybrid-loader-segments",
        "http-media-manager",
        "media-peer",
      ];
      await vi.waitFor(() => {
        expect(namespaces(page)).toEqual(
          expect.arrayContaining(wanted.map((name) => `p2pml:${name}`)),
        );
      }, patience);
      // the host's come over the lane, and the page has something to say as well
      const { log = 0 } = await page.call("laneMessages");
      expect(log).toBeGreaterThan(0);
      await vi.waitFor(() => expect(namespaces(page).length).toBeGreaterThan(log), patience);
    },
  );

  test("shows no more than it asks for", async ({ site }) => {
    const page = await watchSecond(site, "p2pml:media-peer");
    await vi.waitFor(() => expect(namespaces(page)).toContain("p2pml:media-peer"), patience);
    expect(new Set(namespaces(page)).size).toBe(1);
  });

  test("that is off costs no message", async ({ site }) => {
    const page = await watchSecond(site, undefined);
    expect(namespaces(page)).toEqual([]);
    const messages = await page.call("laneMessages");
    expect(messages["segment/loaded"]).toBe(2);
    expect(messages["log"]).toBeUndefined();
  });
});
