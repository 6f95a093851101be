/** The inspector's page and panel as `npm run build` made them. Node. */
import { join } from "node:path";
import type { WatchedPage } from "@swarmlane/testkit/node";
import type { Page } from "playwright-core";
import { test as base, type OpenPage } from "../fixtures/test.ts";
import { smallSessionFile } from "./sessions.ts";

export const inspectorPath = "/inspector/index.html";
/** The panel as one script, and as a module. */
export const panelScript = "/panel/panel.js";
export const panelModule = "/panel/index.mjs";

/** As they stand beside each other where there is room for two; and in the order of their keys. */
export const pairs = [
  ["Segments", "Why"],
  ["Events", "Statechart"],
  ["Sequence", "Actors"],
  ["Peers", "Session"],
] as const;
export const viewNames = [...pairs.map(([left]) => left), ...pairs.map(([, right]) => right)];

export type Scheme = "light" | "dark";

export interface OpenOptions {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: Scheme;
  /** Path and query; the inspector's page by default. */
  readonly path?: string;
}

/** ms for whatever a page should do at once. */
const patience = 8000;

export function openInspector(open: OpenPage, options: OpenOptions = {}): Promise<WatchedPage> {
  const { width = 1280, height = 800, scheme = "light", path = inspectorPath } = options;
  return open(path, {
    prepare: async (page) => {
      page.setDefaultTimeout(patience);
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme: scheme });
    },
  });
}

export const test = base
  .extend(
    "openInspector",
    ({ open }) =>
      (options?: OpenOptions) =>
        openInspector(open, options),
  )
  /** An inspector that shows the small session, at its end. */
  .extend("page", async ({ openInspector }): Promise<Page> => {
    const { page } = await openInspector();
    await openFile(page, "session.json", smallSessionFile());
    return page;
  });

/** As if somebody chose it in the file dialog. Resolves once it is read, or refused. */
export async function openFile(page: Page, name: string, text: string): Promise<void> {
  await page
    .locator("header input[type=file]")
    .setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });
  await hasRead(page);
}

/** Resolves once no file is being read. */
export async function hasRead(page: Page): Promise<void> {
  await page.locator(".progress[data-empty=true]").waitFor({ state: "attached" });
}

/** As if somebody dropped a file there. */
export async function dropFile(page: Page, place: string, name: string, text: string | number) {
  const dataTransfer = await page.evaluateHandle(
    ([fileName, content]) => {
      const part = typeof content === "string" ? content : new ArrayBuffer(content);
      const transfer = new DataTransfer();
      transfer.items.add(new File([part], fileName, { type: "application/json" }));
      return transfer;
    },
    [name, text] as const,
  );
  await page.dispatchEvent(place, "drop", { dataTransfer });
  await hasRead(page);
}

/** Bytes. */
const smallestPicture = 15_000;

/** Where pictures go, for people; undefined: nowhere. */
export const pictureFolder = process.env["SWARMLANE_PICTURES"];

/** A picture of the page; without a folder for its size alone. An empty page is a few kB; every view is more. */
export async function takePicture(page: Page, name: string): Promise<void> {
  const picture = await page.screenshot(
    pictureFolder === undefined ? {} : { path: join(pictureFolder, `${name}.png`) },
  );
  if (picture.byteLength < smallestPicture)
    throw new Error(`the picture ${name} is as good as empty`);
}

export async function show(page: Page, view: string): Promise<void> {
  await page.getByRole("tab", { name: view, exact: true }).click();
}

/** Of the session, in ms, as the scrubber has it. */
export function momentOf(page: Page): Promise<number> {
  return page.getByRole("slider", { name: "Moment" }).inputValue().then(Number);
}
