/** The inspector's page and panel as they are built, served on loopback, in one browser. Node. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  bundlePageScript,
  launchBrowser,
  startOrigin,
  type LaunchedBrowser,
  type WatchedPage,
} from "@swarmlane/testkit/node";
import type { Page } from "playwright-core";
import { build } from "vite";

export type Scheme = "light" | "dark";

export interface OpenOptions {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: Scheme;
  /** Path and query; the inspector's page by default. */
  readonly path?: string;
}

export interface InspectorStage {
  readonly url: string;
  open(options?: OpenOptions): Promise<WatchedPage>;
  close(): Promise<void>;
}

/** ms for whatever a page should do at once. */
const patience = 8000;

const fromRoot = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** `files`: texts by path, such as sessions to open. */
export async function startInspectorStage(
  files: Readonly<Record<string, string>> = {},
): Promise<InspectorStage> {
  const folder = mkdtempSync(join(tmpdir(), "swarmlane-inspector-"));
  await build({
    configFile: false,
    root: fromRoot("apps/inspector"),
    base: "./",
    logLevel: "silent",
    build: { outDir: folder, emptyOutDir: true, target: "es2022" },
  });
  await buildPanel(folder);
  const scripts = {
    "/speaker.js": await bundlePageScript(
      fileURLToPath(new URL("./page/speaker.page.ts", import.meta.url)),
      "speaker",
    ),
  };
  const origin = await startOrigin({
    mounts: { "/inspector": folder },
    files: { ...scripts, ...files },
  });
  const browser: LaunchedBrowser = await launchBrowser();
  return {
    url: origin.url,
    open: ({ width = 1280, height = 800, scheme = "light", path = "/inspector/index.html" } = {}) =>
      browser.open(origin.url + path, async (page) => {
        page.setDefaultTimeout(patience);
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme: scheme });
      }),
    close: async () => {
      await browser.close();
      await origin.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The panel as one script, for pages that are served elsewhere. */
export async function panelScript(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "swarmlane-panel-"));
  try {
    await buildPanel(folder);
    return readFileSync(join(folder, "panel.js"), "utf8");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function buildPanel(outDir: string): Promise<void> {
  const configFile = fromRoot("apps/inspector/panel.config.mjs");
  await build({ configFile, logLevel: "silent", build: { outDir } });
}

/** As if somebody chose it in the file dialog. */
export async function openFile(page: Page, name: string, text: string): Promise<void> {
  await page
    .locator("header input[type=file]")
    .setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });
}

/**
 * A picture of the page, for people: in the folder that `SWARMLANE_PICTURES` names, and otherwise for the size of it
 * alone. An empty page is a few kB; every view is more.
 */
export async function takePicture(page: Page, name: string): Promise<void> {
  const folder = process.env["SWARMLANE_PICTURES"];
  const picture = await page.screenshot(
    folder === undefined ? {} : { path: join(folder, `${name}.png`) },
  );
  if (picture.byteLength < 20_000) throw new Error(`the picture ${name} is as good as empty`);
}

export async function show(page: Page, view: string): Promise<void> {
  await page.getByRole("tab", { name: view, exact: true }).click();
}

/** Of the session, in ms, as the scrubber has it. */
export function momentOf(page: Page): Promise<number> {
  return page.getByRole("slider", { name: "Moment" }).inputValue().then(Number);
}
