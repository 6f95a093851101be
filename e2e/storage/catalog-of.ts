/** The site's view of the database of a viewer's page, through the public entry. Node. */
import type { Page } from "playwright-core";
import type { ShelfCatalog, ShelfStream } from "./page/shelf.page.ts";

interface PageGlobals {
  readonly p2pml: { storage: { openStorageCatalog(options: { name: string }): ShelfCatalog } };
}

/** Each call opens the database anew. */
export function openCatalogOf(page: Page, name: string) {
  const streams = (): Promise<ShelfStream[]> =>
    page.evaluate(async (name) => {
      const { p2pml } = window as unknown as PageGlobals;
      const catalog = p2pml.storage.openStorageCatalog({ name });
      const found = await catalog.streams();
      catalog.close();
      return found;
    }, name);
  return {
    streams,
    segments: async (): Promise<number> =>
      (await streams()).reduce((sum, { segments }) => sum + segments, 0),
  };
}
