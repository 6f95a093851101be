/** The consumers' pages, and what they have to report. Node. */
import { expect, inject } from "vitest";
import { sha256, syntheticBytes } from "@swarmlane/testkit";
import { startOrigin, streams, streamsFolder } from "@swarmlane/testkit/node";
import type { Page } from "playwright-core";
import { test as base } from "../fixtures/test.ts";
import { readManifest } from "../../scripts/lib/published.mjs";

export interface Stage {
  /** The strictest Content Security Policy that the packages support: nothing inline, no `blob:`, Trusted Types. */
  readonly strictPolicy: string;
  /** Opens a page that runs site/shared/load-segment.js. Expects its report, one worker, and nothing on the console. */
  expectLoaded(path: string, options?: PageOptions): Promise<void>;
  /** The same with site/shared/play-stream.js. */
  expectPlayed(path: string): Promise<void>;
  /** Any page, which fails the test if it says anything on the console once `look` has resolved. */
  openQuiet(url: string, look: (page: Page) => Promise<unknown>): Promise<void>;
}

export interface PageOptions {
  /** Called when the page has reported, before it is closed. */
  readonly then?: (page: Page) => Promise<unknown>;
  /** The relay that the loader is shown on. */
  readonly relay?: string;
  /** Where the page is served. Default: the site's folder. */
  readonly base?: string;
  /** Response header `Content-Security-Policy` of the page. */
  readonly policy?: string;
}

const segment = { name: "packages-1", size: 50_000 };

export const test = base
  /** Serves the site's folder. */
  .extend("origin", { scope: "file" }, async ({}, { onCleanup }) => {
    const mounts = { "/": inject("site"), "/streams": streamsFolder };
    const origin = await startOrigin({ mounts });
    onCleanup(() => origin.close());
    return origin;
  })
  .extend("stage", async ({ origin, tracker, open }): Promise<Stage> => {
    const loaded = {
      version: readManifest("packages/loader").version,
      sha256: await sha256(syntheticBytes(segment.name, segment.size)),
      feedOf: "swarmlane-inspect",
      stored: 1,
      warnings: [],
      errors: [],
    };
    const played = { errors: [], feedOf: "swarmlane-inspect", isStored: true, isLoadedByUs: true };

    async function expectReport(path: string, wanted: object, options: PageOptions): Promise<void> {
      const { base = origin.url, policy, relay, then } = options;
      const url = new URL(path, base);
      const address = `${origin.url}/bytes/${segment.name}?size=${segment.size}`;
      url.searchParams.set("segment", address);
      url.searchParams.set("stream", origin.url + streams.hlsTs);
      url.searchParams.set("tracker", tracker.url);
      if (relay !== undefined) url.searchParams.set("relay", relay);
      if (policy !== undefined)
        url.searchParams.set("header", `Content-Security-Policy: ${policy}`);
      const { page, console: lines, problems } = await open(url.href);
      await page
        .waitForFunction(() => "report" in window, undefined, { timeout: 30_000 })
        .catch((error: unknown) => {
          const said = [...problems, ...lines].join("\n");
          throw new Error(`${path} reported nothing:\n${said}`, { cause: error });
        });
      const report: unknown = await page.evaluate("window.report");
      expect({ report, lines, problems }).toEqual({ report: wanted, lines: [], problems: [] });
      expect(page.workers()).toHaveLength(1);
      await then?.(page);
      expect({ lines, problems }).toEqual({ lines: [], problems: [] });
      await page.close();
    }

    return {
      strictPolicy: [
        ...["default-src 'none'", "script-src 'self'", "worker-src 'self'", "img-src data:"],
        `connect-src 'self' ${tracker.url}`,
        ...["base-uri 'none'", "require-trusted-types-for 'script'", "trusted-types swarmlane"],
      ].join("; "),
      expectLoaded: (path, options = {}) => expectReport(path, loaded, options),
      expectPlayed: (path) => expectReport(path, played, {}),
      async openQuiet(url, look) {
        const { page, console: lines, problems } = await open(url);
        await look(page);
        expect({ lines, problems }).toEqual({ lines: [], problems: [] });
        await page.close();
      },
    };
  });
