/** How a worker is had, on the built files, and what happens where none can be had. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { expectDelivered, hasLoaded, makeSegments } from "./segments.ts";
import { openSite, type Site, type SitePage, type SitePageSetup } from "./site.ts";

/** Our worker, which is told another version than its own. */
const otherBuild = `
  const listen = addEventListener;
  self.addEventListener = (type, listener) => listen(type, (event) => {
    listener({ data: { ...event.data, version: 0 }, ports: event.ports });
  });
  importScripts("/loader/worker.js");
`;

let site: Site;
beforeAll(async () => {
  site = await openSite({
    "/workers/silent.js": "",
    "/workers/loop.js": 'addEventListener("message", () => { for (;;); });',
    "/workers/throw.js": 'throw new Error("no worker today");',
    "/workers/other-build.js": otherBuild,
  });
});
afterAll(() => site.close());

interface Place {
  readonly page?: SitePageSetup;
  readonly settings?: () => object;
}

/** Where the engine runs: the addresses of the page's workers, and who fetched the segments. */
interface Found {
  readonly workers: readonly string[];
  readonly pageFetched: boolean;
  readonly warnings: readonly string[];
  readonly problems: readonly string[];
}

let swarms = 0;

/** Loads three segments there. */
async function loadIn({ page: setup, settings }: Place): Promise<Found> {
  const page = await site.open(setup);
  const swarm = `place-${++swarms}`;
  const segments = makeSegments({ origin: site.origin.crossUrl, swarm }, "1", "2", "3");
  await page.call("create", "it", {
    useP2P: false,
    requiredSegmentsPriority: 2,
    ...settings?.(),
  });
  await page.call("load", "it", segments, swarm);
  const report = await page.until("it", "three segments are loaded", hasLoaded(3));
  await expectDelivered(report, segments);
  const running = () => page.page.workers().map((worker) => worker.url());
  // the browser takes a while to end one that is busy
  if (report.warnings.length > 0) await vi.waitFor(() => expect(running()).toEqual([]), 5000);
  const found = {
    workers: running(),
    pageFetched: await didPageFetch(page, "/bytes/"),
    warnings: report.warnings,
    problems: [...page.problems],
  };
  await page.page.close();
  return found;
}

function didPageFetch({ page }: SitePage, path: string): Promise<boolean> {
  return page.evaluate(
    (path) => performance.getEntriesByType("resource").some(({ name }) => name.includes(path)),
    path,
  );
}

const trusted = "Content-Security-Policy: require-trusted-types-for 'script'";
const noBlob = "Content-Security-Policy: worker-src 'self'";
const workerUrl = (url: string) => () => ({ workerUrl: url });

describe.concurrent("the engine runs in a worker", () => {
  test.each<[string, Place, RegExp]>([
    ["from the embedded script", {}, /^blob:/],
    ["from the script embedded in the modules", { page: { build: "module" } }, /^blob:/],
    [
      "from workerUrl on the same origin, under a policy without blob:",
      { settings: workerUrl("/loader/worker.js"), page: { headers: [noBlob] } },
      /\/loader\/worker\.js$/,
    ],
    [
      "from workerUrl on another origin",
      { settings: () => ({ workerUrl: `${site.origin.crossUrl}/loader/worker.js` }) },
      /^blob:/,
    ],
    [
      "from workerUrl on another origin that allows nobody to read it",
      {
        settings: () => ({ workerUrl: `${site.origin.crossUrl}/loader/worker.js?fault=no-cors` }),
      },
      /^blob:/,
    ],
    ["under a policy of trusted types", { page: { headers: [trusted] } }, /^blob:/],
    [
      "under a policy that allows no trusted types but ours",
      { page: { headers: [`${trusted}; trusted-types swarmlane`], build: "module" } },
      /^blob:/,
    ],
    [
      // the page's address has an origin, the page itself has none
      "from workerUrl in a sandbox",
      {
        settings: workerUrl("/loader/worker.js"),
        page: { headers: ["Content-Security-Policy: sandbox allow-scripts"] },
      },
      /^blob:null/,
    ],
  ])("%s", async (_name, place, address) => {
    const { workers, ...found } = await loadIn(place);
    expect(workers).toEqual([expect.stringMatching(address)]);
    expect(found).toEqual({ pageFetched: false, warnings: [], problems: [] });
  });
});

describe.concurrent("the engine runs on the page, as it was told", () => {
  test.each(["script", "module"] as const)("with worker: false (%s)", async (build) => {
    const found = await loadIn({ page: { build }, settings: () => ({ worker: false }) });
    expect(found).toEqual({ workers: [], pageFetched: true, warnings: [], problems: [] });
  });
});

describe.concurrent("where a worker cannot be had, it is a warning, and the page instead:", () => {
  test.each<[string, Place]>([
    ["a policy without blob:", { page: { headers: [noBlob] } }],
    ["the same with the modules", { page: { headers: [noBlob], build: "module" } }],
    [
      "a policy that allows other trusted types than ours",
      { page: { headers: [`${trusted}; trusted-types theirs`] } },
    ],
    ["no workers at all", { page: { initScript: "delete window.Worker;" } }],
    [
      "a constructor that throws",
      {
        page: {
          initScript: "window.Worker = class { constructor() { throw new Error('not here'); } };",
        },
      },
    ],
    ["404", { settings: workerUrl("/nothing.js") }],
    ["404 on another origin", { settings: () => ({ workerUrl: `${site.origin.crossUrl}/no.js` }) }],
    ["a script that does nothing", { settings: workerUrl("/workers/silent.js") }],
    ["a script that is not served", { settings: workerUrl("/loader/worker.js?fault=silence") }],
    ["HTML in place of a script", { settings: workerUrl("/script.html") }],
    ["a script that throws", { settings: workerUrl("/workers/throw.js") }],
    ["a script of another build", { settings: workerUrl("/workers/other-build.js") }],
    ["an endless loop in the handshake", { settings: workerUrl("/workers/loop.js") }],
  ])("%s", async (_name, place) => {
    const found = await loadIn(place);
    const warnings = ["WORKER_UNAVAILABLE"];
    expect(found, JSON.stringify(found)).toEqual({
      ...{ workers: [], pageFetched: true, warnings, problems: [] },
    });
  });
});
