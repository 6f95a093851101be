/** The seven states are told apart without colour: all in the same grey, their bars differ, and so do their signs. */
import { expect } from "vitest";
import { everyStateFile } from "../sessions.ts";
import { openFile, takePicture, test } from "../test.ts";

const deficiencies = ["achromatopsia", "deuteranopia", "protanopia", "tritanopia"] as const;

export function statesSuite(): void {
  test("in one colour, no two states look alike", async ({ openInspector }) => {
    const { page } = await openInspector();
    await page.evaluate(() => {
      const host = document.querySelector<HTMLElement>("#inspector");
      for (const state of ["queued", "http", "p2p", "validating", "cached", "failed", "aborted"])
        host?.style.setProperty(`--s-${state}`, "#666666");
    });
    await openFile(page, "states.json", everyStateFile());
    await expect.poll(() => page.locator(".lane-label").count()).toBe(7);
    const bars = await page.evaluate(readBars);
    expect(bars.every(({ ink }) => ink > 0)).toBe(true);
    for (const { name, pixels } of bars) {
      for (const other of bars) {
        if (other.name === name) continue;
        const differing = pixels.filter(
          (value, at) => Math.abs(value - (other.pixels[at] ?? 0)) > 40,
        );
        expect(differing.length / pixels.length, `${name}, ${other.name}`).toBeGreaterThan(0.03);
      }
    }
    const signs = await page.locator(".legend .sign").allTextContents();
    expect(new Set(signs).size).toBe(7);
  });

  test.for(deficiencies)("with %s, no two states look alike", async (type, { openInspector }) => {
    const { page } = await openInspector();
    await openFile(page, "states.json", everyStateFile());
    await expect.poll(() => page.locator(".lane-label").count()).toBe(7);
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setEmulatedVisionDeficiency", { type });
    await takePicture(page, `states-${type}`);
    // The emulation shows in screenshots of the page, but not in the pixels of the canvas.
    const chart = await page.locator(".lanes-chart canvas").screenshot();
    const bars = await page.evaluate(readBarsOf, chart.toString("base64"));
    expect(bars).toHaveLength(7);
    for (const [row, bar] of bars.entries()) {
      for (const other of bars.slice(row + 1)) {
        const share = bar.filter((colour, at) => distance(colour, other[at]) > 40).length;
        expect(share / bar.length, `row ${row} and another`).toBeGreaterThan(0.03);
      }
    }
  });
}

type Colour = readonly [red: number, green: number, blue: number];

function distance(one: Colour, other: Colour | undefined): number {
  return Math.max(...one.map((value, at) => Math.abs(value - (other?.[at] ?? 0))));
}

/** In the page: the same stretches as `readBars`, of a picture of the chart. */
async function readBarsOf(picture: string): Promise<Colour[][]> {
  const image = new Image();
  image.src = `data:image/png;base64,${picture}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  const context = canvas.getContext("2d");
  if (!context) throw new Error("there is no canvas");
  context.drawImage(image, 0, 0);
  return Array.from({ length: 7 }, (_, row) => {
    const { data } = context.getImageData(
      Math.floor(image.width / 2),
      24 + row * 22,
      ...([60, 21] as const),
    );
    return Array.from({ length: data.length / 4 }, (__, at): Colour => {
      const [red = 0, green = 0, blue = 0] = data.slice(4 * at, 4 * at + 3);
      return [red, green, blue];
    });
  });
}

interface Bar {
  readonly name: string;
  /** Of a stretch of the bar without letters, how bright each pixel is. */
  readonly pixels: readonly number[];
  /** Pixels that are not the ground's. */
  readonly ink: number;
}

/** In the page: lanes are 22 px high, below an axis of 24. */
function readBars(): Bar[] {
  const root = document.querySelector("#inspector")?.shadowRoot;
  const canvas = root?.querySelector<HTMLCanvasElement>(".lanes-chart canvas");
  const context = canvas?.getContext("2d");
  const labels = [...(root?.querySelectorAll(".lane-label b") ?? [])];
  if (!canvas || !context) throw new Error("there is no chart");
  return labels.map(({ textContent }, row) => {
    const left = Math.floor(canvas.width / 2);
    const { data } = context.getImageData(left, 24 + row * 22, 60, 21);
    const pixels = Array.from({ length: data.length / 4 }, (_, at) => {
      const [red = 0, green = 0, blue = 0] = data.slice(4 * at, 4 * at + 3);
      return (red + green + blue) / 3;
    });
    const ground = Math.max(...pixels);
    return { name: textContent, pixels, ink: pixels.filter((value) => ground - value > 40).length };
  });
}
