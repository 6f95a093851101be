/** How a worker is had, on the built files, and what happens where none can be had. */
import { describe, expect, vi } from "vitest";
import { expectDelivered, hasLoaded, makeSegments } from "./segments.ts";
import { test, type RigPage, type RigSetup, type RigSite } from "./test.ts";

interface Place {
  readonly page?: RigSetup;
  readonly settings?: (site: RigSite) => object;
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
async function loadIn(site: RigSite, { page: setup, settings }: Place): Promise<Found> {
  const page = await site.open(setup);
  const swarm = `place-${++swarms}`;
  const segments = makeSegments({ origin: site.origin.crossUrl, swarm }, "1", "2", "3");
  await page.call("create", "it", {
    useP2P: false,
    requiredSegmentsPriority: 2,
    ...settings?.(site),
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
  return found;
}

function didPageFetch({ page }: RigPage, path: string): Promise<boolean> {
  return page.evaluate(
    (path) => performance.getEntriesByType("resource").some(({ name }) => name.includes(path)),
    path,
  );
}

const trusted = "Content-Security-Policy: require-trusted-types-for 'script'";
const noBlob = "Content-Security-Policy: worker-src 'self'";
const workerUrl = (url: string) => () => ({ workerUrl: url });

describe.concurrent("the engine runs in a worker", () => {
  test.for<[string, Place, RegExp]>([
    ["from the embedded script", {}, /^blob:/],
    ["from the script embedded in the modules", { page: { build: "module" } }, /^blob:/],
    [
      "from workerUrl on the same origin, under a policy without blob:",
      { settings: workerUrl("/loader/worker.js"), page: { headers: [noBlob] } },
      /\/loader\/worker\.js$/,
    ],
    [
      "from workerUrl on another origin",
      { settings: (site) => ({ workerUrl: `${site.origin.crossUrl}/loader/worker.js` }) },
      /^blob:/,
    ],
    [
      "from workerUrl on another origin that allows nobody to read it",
      {
        settings: (site) => ({
          workerUrl: `${site.origin.crossUrl}/loader/worker.js?fault=no-cors`,
        }),
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
  ])("%s", async ([, place, address], { site }) => {
    const { workers, ...found } = await loadIn(site, place);
    expect(workers).toEqual([expect.stringMatching(address)]);
    expect(found).toEqual({ pageFetched: false, warnings: [], problems: [] });
  });
});

describe.concurrent("the engine runs on the page, as it was told", () => {
  test.for(["script", "module"] as const)("with worker: false (%s)", async (build, { site }) => {
    const found = await loadIn(site, { page: { build }, settings: () => ({ worker: false }) });
    expect(found).toEqual({ workers: [], pageFetched: true, warnings: [], problems: [] });
  });
});

describe.concurrent("where a worker cannot be had, it is a warning, and the page instead:", () => {
  test.for<[string, Place]>([
    ["a policy without blob:", { page: { headers: [noBlob] } }],
    ["the same with the modules", { page: { headers: [noBlob], build: "module" } }],
    [
      "a policy that allows other trusted types than ours",
      { page: { headers: [`${trusted}; trusted-types theirs`] } },
    ],
    [
      "no workers at all",
      { page: { prepare: (page) => page.addInitScript("delete window.Worker;") } },
    ],
    [
      "a constructor that throws",
      {
        page: {
          prepare: (page) =>
            page.addInitScript(
              "window.Worker = class { constructor() { throw new Error('not here'); } };",
            ),
        },
      },
    ],
    ["404", { settings: workerUrl("/nothing.js") }],
    [
      "404 on another origin",
      { settings: (site) => ({ workerUrl: `${site.origin.crossUrl}/no.js` }) },
    ],
    ["a script that does nothing", { settings: workerUrl("/workers/silent.js") }],
    ["a script that is not served", { settings: workerUrl("/loader/worker.js?fault=silence") }],
    ["HTML in place of a script", { settings: workerUrl("/pages/empty.html") }],
    ["a script that throws", { settings: workerUrl("/workers/throw.js") }],
    ["a script of another build", { settings: workerUrl("/workers/other-build.js") }],
    ["an endless loop in the handshake", { settings: workerUrl("/workers/loop.js") }],
  ])("%s", async ([, place], { site }) => {
    const found = await loadIn(site, place);
    const warnings = ["WORKER_UNAVAILABLE"];
    expect(found, JSON.stringify(found)).toEqual({
      ...{ workers: [], pageFetched: true, warnings, problems: [] },
    });
  });
});
