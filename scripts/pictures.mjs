/**
 * `npm run pictures`: takes the pictures of the inspector and the demo in docs/pictures again, from a real session: a viewer
 * of a live stream gets segments from another viewer, the origin fails for some segments, and the other viewer leaves.
 */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { endWithNpm } from "./lib/end-with-npm.mjs";
import { isBuilt } from "./lib/is-built.mjs";
import { loadTypeScript } from "./lib/load-typescript.mjs";
import { servePlayerPage } from "./lib/player-page.mjs";
import { root } from "./lib/root.mjs";
import { run } from "./lib/run.mjs";
import { createShutdown } from "./lib/shutdown.mjs";

/** @typedef {import("playwright-core").Page} Page */

const size = { width: 1280, height: 800 };
/** The picture of the demo shows the docked panel below the whole page. */
const dockedSize = { width: 1280, height: 1000 };
/** ms of the scene until the origin fails, until the other viewer leaves, and until the end. */
const [fails, leaves, ends] = [14_000, 22_000, 34_000];

endWithNpm();
if (!isBuilt("packages") && (await run("npm", ["run", "--silent", "build"])) !== 0) process.exit(1);
/** @type {typeof import("../packages/testkit/src/node.ts")} */
const testkit = await loadTypeScript("packages/testkit/src/node.ts");
const shutdown = createShutdown();
try {
  await takePictures();
} catch (error) {
  await shutdown.fail(error);
}
process.exit(0);

async function takePictures() {
  const tracker = shutdown.add(await testkit.startTracker());
  const origin = shutdown.add(
    await testkit.startOrigin({ mounts: { "/streams": testkit.streamsFolder } }),
  );
  const live = `${origin.url}/live/hls@16+/hls-ts/master.m3u8`;
  const streams = [{ label: "Live", url: live }];
  const served = shutdown.add(await servePlayerPage(18200, { streams, tracker: tracker.url }));
  const launched = shutdown.add(await testkit.launchBrowser());
  const context = await launched.browser.newContext({ viewport: size, colorScheme: "light" });

  /** @param {string} path @param {{ width: number, height: number }} [viewport] */
  const open = async (path, viewport = size) => {
    const page = await context.newPage();
    await page.setViewportSize(viewport);
    await page.goto(served.url + path);
    return page;
  };
  const seeder = await open("");
  await delay(6000);
  const viewer = await open("?p2pml-inspect", dockedSize);
  const inspector = await open("inspector/");
  await inspector.getByRole("tab", { name: "Segments", exact: true }).waitFor();
  const started = performance.now();
  /** @param {number} moment ms of the scene */
  const until = (moment) => delay(Math.max(0, started + moment - performance.now()));

  // The panel docks into the page, as on a page that loads its script.
  await viewer.addScriptTag({ path: join(root, "apps/inspector/dist/panel.js") });
  await until(fails);
  await viewer.getByRole("listbox", { name: "Segments" }).getByRole("option").last().click();
  await save(viewer, "inspector-live");
  // Both viewers need the origin for new segments.
  const query = new URLSearchParams({ path: "/live/", fault: "status:500", times: "6" });
  await fetch(`${origin.url}/control/fault?${query}`);
  await until(leaves);
  await show(inspector, "Peers", "Session");
  await inspector.locator(".peers tbody button").first().click();
  await save(inspector, "inspector-peers");
  await seeder.close();
  await until(ends);
  await pictureSession(inspector);
}

/** @param {Page} page the inspector's, with a session that has failures in it */
async function pictureSession(page) {
  await page.getByRole("button", { name: "Pause" }).click();
  await show(page, "Events", "Why");
  await page.getByRole("searchbox").fill("failed");
  await page.locator(".event").filter({ hasText: "HTTP_STATUS" }).last().click();
  await save(page, "inspector-events");
  await show(page, "Segments", "Why");
  await page.getByRole("button", { name: "Fit" }).first().click();
  await save(page, "inspector-segments");
  await show(page, "Segments", "Statechart");
  await page
    .getByRole("button", { name: /^Enlarge/ })
    .last()
    .click();
  // Each view has such a button: this one is that of the chart.
  await page.getByRole("button", { name: "Fit" }).last().click();
  await save(page, "inspector-statechart");
  await page.getByRole("button", { name: /^Enlarge/, pressed: true }).click();
  await show(page, "Sequence", "Actors");
  await save(page, "inspector-sequence");
  await show(page, "Segments", "Why");
  const moment = page.getByRole("slider", { name: "Moment" });
  await moment.fill(String(Math.round(Number(await moment.inputValue()) / 2)));
  await save(page, "inspector-past");
}

/** @param {Page} page @param {string[]} views */
async function show(page, ...views) {
  for (const view of views) await page.getByRole("tab", { name: view, exact: true }).click();
}

/** @param {Page} page @param {string} name */
async function save(page, name) {
  // Two frames: what was clicked is drawn.
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  await delay(300);
  const path = join(root, "docs/pictures", `${name}.png`);
  await page.screenshot({ path });
  console.log(`Written: ${path}`);
}
