/** What each view can do by itself: zoom, pan and the lines of the lanes, filters, chosen actors, ages, peers. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { smallSessionFile } from "../sessions.ts";
import { openFile, show, test } from "../test.ts";

/** Of the play head, and of the line up to which segments are required; nothing else on the chart has them. */
const headColour = "#00ff00";
const requiredColour = "#ff00ff";

export function viewsSuite(): void {
  const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

  test("lanes are zoomed and panned by buttons, keys, dragging and the wheel", async ({ page }) => {
    const whole = await shownTime(page);
    await button(page, "Zoom in").click();
    const half = await shownTime(page);
    expectShare(half, whole, 1 / 2);
    await button(page, "Earlier").click();
    const earlier = await shownTime(page);
    expect(earlier[0]).toBeLessThan(half[0]);
    expectShare(earlier, half, 1);
    const list = page.getByRole("listbox", { name: "Segments" });
    await list.press("ArrowRight");
    expect((await shownTime(page))[0]).toBeGreaterThan(earlier[0]);
    await list.press("+");
    expectShare(await shownTime(page), whole, 1 / 4);
    await list.press("0");
    expect(await shownTime(page)).toEqual(whole);
    await drag(page, 0.25, 0.5);
    const dragged = await shownTime(page);
    expectShare(dragged, whole, 1 / 4);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, 300);
    await page.keyboard.up("Control");
    await expect
      .poll(async () => lengthOf(await shownTime(page)))
      .toBeGreaterThan(lengthOf(dragged));
  });

  test("the play head and the line of required segments run through the lanes", async ({
    openInspector,
  }) => {
    const { page } = await openInspector();
    await page.evaluate(
      ([head, required]) => {
        const host = document.querySelector<HTMLElement>("#inspector");
        host?.style.setProperty("--text", head);
        host?.style.setProperty("--bad", required);
      },
      [headColour, requiredColour] as const,
    );
    await openFile(page, "session.json", smallSessionFile());
    await button(page, "Fit").click();
    const colours = await page.evaluate(readColours);
    expect(colours[headColour]).toBeGreaterThan(100);
    expect(colours[requiredColour]).toBeGreaterThan(100);
  });

  test("what lies under the pointer is said: segment, state, source, reason", async ({ page }) => {
    const over = page.locator(".lanes-chart .u-over");
    const box = await over.boundingBox();
    await over.hover({ position: { x: (box?.width ?? 0) * 0.9, y: 11 } });
    expect(await page.locator(".tip").textContent()).toMatch(/^Segment \d+ .+\d:\d\d/);
  });

  test("events are filtered by kind, segment, actor and peer", async ({ page }) => {
    await page.getByRole("option").first().click();
    await show(page, "Peers");
    await page.locator(".peers tbody button").first().click();
    await show(page, "Events");
    const listed = () =>
      page
        .getByLabel("Matching events")
        .textContent()
        .then((text) => parseInt(text ?? ""));
    const all = await listed();
    const about = page.getByRole("combobox", { name: "Subject" });
    for (const subject of ["segment", "actor", "peer"]) {
      await about.selectOption(subject);
      expect(await listed(), subject).toBeLessThan(all);
      expect(await listed(), subject).toBeGreaterThan(0);
    }
    await about.selectOption("segment");
    const chosen = (await page.locator(".choice b").first().textContent()) ?? "";
    for (const line of await page.locator(".event .subject").allTextContents())
      expect(line).toMatch(new RegExp(`^segment[ -]${chosen}$`));
    await about.selectOption("anything");
    await button(page, "transfers").click();
    const types = await page.locator(".event .type").allTextContents();
    expect(types).not.toContain("transfer");
    expect(await listed()).toBeLessThan(all);
    await button(page, "transfers").click();
  });

  test("an error in a segment's story is explained: whose fault it is, and what followed", async ({
    page,
  }) => {
    await show(page, "Events");
    await page.getByRole("searchbox").fill("the peer failed");
    const failure = page.locator(".event").filter({ has: page.locator("[data-type=segment]") });
    await failure.last().click();
    await show(page, "Why");
    const notes = page.locator(".story .blame");
    expect(await notes.first().textContent()).toBe(
      "P2P_STALLED: The peer stopped in the middle of a transfer. Fault: peer. It was given one strike and is not asked for this segment for 10 s.",
    );
    // Its transfer and its segment tell of one failure.
    expect(await notes.count()).toBe(await page.locator(".phase[data-phase=failed]").count());
    await page.getByRole("searchbox").fill("");
  });

  test("actors are put into the sequence diagram, and taken out", async ({ page }) => {
    await show(page, "Sequence");
    const heads = page.locator(".sequence-head span");
    const before = await heads.count();
    await page
      .getByRole("button", { name: /remove from the diagram/ })
      .first()
      .click();
    expect(await heads.count()).toBe(before - 1);
    await page.getByRole("combobox", { name: "Add an actor" }).selectOption({ index: 1 });
    expect(await heads.count()).toBe(before);
    await button(page, "Around selection").click();
  });

  test("actors stand in a tree with state and age, and are folded by the keyboard", async ({
    page,
  }) => {
    await show(page, "Actors");
    const root = page.getByRole("treeitem").first();
    expect(await root.getAttribute("aria-level")).toBe("1");
    const rows = page.getByRole("treeitem");
    expect(await rows.nth(1).getAttribute("aria-level")).toBe("2");
    for (const age of await page.locator(".actor .age").allTextContents())
      expect(age).toMatch(/^[\d.]+ (ms|s|min|h)$/);
    const before = await rows.count();
    const tree = page.getByRole("tree", { name: "Actors" });
    await tree.press("Home");
    await tree.press("ArrowLeft");
    expect(await rows.count()).toBeLessThan(before);
    await tree.press("ArrowRight");
    expect(await rows.count()).toBe(before);
  });

  test("peers are listed with speeds and strikes, in the order asked for, above a map of who has what", async ({
    page,
  }) => {
    await show(page, "Peers");
    const columns = await page.locator(".peers th[scope=col]").allTextContents();
    expect(columns.map((each) => each.trim())).toEqual(
      expect.arrayContaining(["peer", "state", "speed", "strikes"]),
    );
    const order = page.getByRole("combobox", { name: "Sort peers" });
    const cells = (column: number) =>
      page.locator(`.peers tbody tr > :nth-child(${column})`).allTextContents();
    const states = ["active", "standby", "pending", "gone"];
    const rank = (text: string): number => states.findIndex((state) => text.startsWith(state));
    for (const [label, column, valueOf] of [
      ["by state", 2, (text: string) => -rank(text.trim())],
      ["most bytes first", 3, amountOf],
      ["fastest first", 4, amountOf],
      ["most strikes first", 7, amountOf],
    ] as const) {
      await order.selectOption({ label });
      const values = (await cells(column)).map(valueOf);
      expect(values.length, label).toBeGreaterThan(1);
      expect(values, label).toEqual([...values].sort((a, b) => b - a));
    }
    await page.locator(".peers tbody button").first().click();
    const trouble = page.getByRole("region", { name: "Last error of the selected peer" });
    expect(await trouble.locator(".blame").textContent()).toMatch(
      /^P2P_\w+: The .+ Fault: peer\. It was .+\.$/,
    );
    const map = page.locator(".sequence-map canvas");
    await map.click({ position: { x: 5, y: 4 } });
    expect(await page.locator("tr[data-chosen=true]").count()).toBe(1);
    expect(await page.locator(".sequence-map b").textContent()).toMatch(/egment \d+/);
  });
}

/** Bytes, or bytes a second, or a plain number: whatever a cell says. An empty cell counts as 0. */
function amountOf(text: string): number {
  const [, number = "0", unit = ""] = /([\d.]+)\s*([kMG]?)/.exec(text) ?? [];
  return Number(number) * ({ k: 1e3, M: 1e6, G: 1e9 }[unit] ?? 1);
}

/** Seconds of the session, from and to. */
async function shownTime(page: Page): Promise<[from: number, to: number]> {
  const text = (await page.getByLabel("Visible time range").textContent()) ?? "";
  const [from = NaN, to = NaN] = text.split("–").map((time) => {
    const [minutes = NaN, seconds = NaN] = time.split(":").map(Number);
    return 60 * minutes + seconds;
  });
  return [from, to];
}

function lengthOf([from, to]: readonly [number, number]): number {
  return to - from;
}

/** Roughly: what lies before the session's beginning is not told. */
function expectShare(
  part: readonly [number, number],
  whole: readonly [number, number],
  share: number,
) {
  expect(Math.abs(lengthOf(part) / lengthOf(whole) - share)).toBeLessThan(0.05);
}

/** From one share of the chart's width to another. */
async function drag(page: Page, from: number, to: number): Promise<void> {
  const box = await page.locator(".lanes-chart .u-over").boundingBox();
  if (box === null) throw new Error("there is no chart");
  await page.mouse.move(box.x + box.width * from, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * to, box.y + 60, { steps: 4 });
  await page.mouse.up();
}

/** In the page: how many pixels of the lanes have each colour. */
function readColours(): Record<string, number> {
  const root = document.querySelector("#inspector")?.shadowRoot;
  const canvas = root?.querySelector<HTMLCanvasElement>(".lanes-chart canvas");
  const data = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data;
  const counts: Record<string, number> = {};
  for (let at = 0; data !== undefined && at < data.length; at += 4) {
    const [red = 0, green = 0, blue = 0] = data.slice(at, at + 3);
    const colour = `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
    counts[colour] = (counts[colour] ?? 0) + 1;
  }
  return counts;
}
