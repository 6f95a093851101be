/** What axe has against a page. Node. */
import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";

export type AxeRules = "every rule" | "colours";

/** Rule and places, for a message that can be read. axe is put into the page once. */
export async function violations(page: Page, rules: AxeRules): Promise<string[]> {
  const isThere = await page.evaluate(() => "axe" in window);
  if (!isThere) await page.evaluate(axe.source);
  const results = await page.evaluate((which) => {
    const { run } = (
      window as unknown as { axe: { run: (options: object) => Promise<AxeResults> } }
    ).axe;
    return run({
      resultTypes: ["violations"],
      // Nothing of another origin is on the page.
      preload: false,
      ...(which === "colours" && { runOnly: { type: "rule", values: ["color-contrast"] } }),
    });
  }, rules);
  return results.violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map(({ target, failureSummary }) => `${JSON.stringify(target)} ${failureSummary ?? ""}`)
        .slice(0, 3)
        .join("; ")}`,
  );
}
