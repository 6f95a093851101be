/** Every way in which a session comes to the page: a relay, the window that opened it, an address, another loader. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { startRelay } from "../relay.ts";
import { smallSessionFile } from "../sessions.ts";
import { hasRead, test as base } from "../test.ts";

const test = base.extend("relay", { scope: "file" }, async ({}, { onCleanup }) => {
  const relay = await startRelay();
  onCleanup(async () => {
    await relay.close();
  });
  return relay;
});

const said = { segments: 50, peers: 3 } as const;

export function sourcesSuite(): void {
  const live = (page: Page) => page.getByText("live", { exact: true });

  test("a relay's address is typed, and its loaders are heard; a bad one is refused with a reason", async ({
    openInspector,
    relay,
  }) => {
    const speaker = await openInspector({ path: "/pages/speaker.html" });
    await speaker.page.evaluate(
      ([options, url]) => void window.speaker.speak(options, { relay: url }),
      [said, relay.url] as const,
    );
    const watched = await openInspector();
    const { page } = watched;
    const field = page.getByRole("textbox", { name: "Relay address" });
    const listen = page.getByRole("button", { name: "Listen" });
    await field.fill("https://example.com/");
    await listen.click();
    await expect.poll(() => page.getByRole("alert").textContent()).toContain("begins with ws://");
    await field.fill(relay.url);
    await listen.click();
    await live(page).waitFor();
    expect(await page.getByRole("alert").textContent()).toBe("");
    await page.getByRole("tab", { name: "Session", exact: true }).click();
    const relays = page.getByRole("status", { name: "Relays" });
    expect(await relays.textContent()).toContain(`${relay.url} connected`);
    await relays.getByRole("button", { name: "stop" }).click();
    await page.getByText("ended", { exact: true }).waitFor();
    expect(await relays.textContent()).toBe("");
  });

  test("a relay in the address is listened at, and one that does not answer is said not to", async ({
    openInspector,
    relay,
  }) => {
    const speaker = await openInspector({ path: "/pages/speaker.html" });
    await speaker.page.evaluate(
      ([options, url]) => void window.speaker.speak(options, { relay: url }),
      [said, relay.url] as const,
    );
    const query = new URLSearchParams([
      ["relay", "ws://127.0.0.1:1/"],
      ["relay", relay.url],
    ]);
    const { page } = await openInspector({ path: `/inspector/index.html?${query}` });
    await live(page).waitFor();
    await page.getByRole("tab", { name: "Session", exact: true }).click();
    const relays = page.getByRole("status", { name: "Relays" });
    await expect.poll(() => relays.textContent()).toContain("ws://127.0.0.1:1/ no answer");
  });

  test("the window that opened it, of another origin, hands over a port", async ({
    openInspector,
    origin,
  }) => {
    const { page } = await openInspector({ path: "/pages/speaker.html" });
    await page.goto(`${origin.crossUrl}/pages/speaker.html`);
    await page.evaluate((options) => {
      addEventListener("message", ({ data, source }) => {
        if (data !== "swarmlane-inspect-wanted" || source === null) return;
        const { port1, port2 } = new MessageChannel();
        window.speaker.speak(options, { port: port1 });
        source.postMessage("swarmlane-inspect-port", { targetOrigin: "*", transfer: [port2] });
      });
    }, said);
    const [inspector] = await Promise.all([
      page.waitForEvent("popup"),
      page.evaluate((url) => void open(url), `${origin.url}/inspector/index.html?opener`),
    ]);
    await live(inspector).waitFor();
    await expect.poll(() => inspector.getByRole("option").count()).toBeGreaterThan(5);
  });

  test.for([
    ["/saved.json", "", "from a file"],
    ["/none.json", "/none.json cannot be opened: the server returned HTTP 404", "Listening"],
    ["https://example.com/saved.json", "it is on another origin", "Listening"],
  ] as const)(
    "the file in the address %s is opened, or said why not",
    async ([file, why, seen], { openInspector, origin }) => {
      const query = new URLSearchParams({ file });
      const { page } = await openInspector();
      await page.route("**/saved.json", (route) => route.fulfill({ body: smallSessionFile() }));
      await page.goto(`${origin.url}/inspector/index.html?${query}`);
      await page.getByText(seen).first().waitFor();
      await hasRead(page);
      await expect.poll(() => page.getByRole("alert").textContent()).toContain(why);
    },
  );

  test("of several loaders each can be chosen", async ({ openInspector }) => {
    const watched = await openInspector({ path: "/some/some.html" });
    const { page } = watched;
    await page.evaluate((options) => {
      const first = window.speaker.speak(options) as { stop(): void };
      window.speaker.speak(options);
      (window as unknown as { first: typeof first }).first = first;
    }, said);
    const picker = page.getByRole("combobox", { name: "Session" });
    await picker.waitFor();
    const shown = await picker.inputValue();
    const [other] = await picker
      .locator("option")
      .evaluateAll((options) => options.map((each) => (each as HTMLOptionElement).value))
      .then((all) => all.filter((value) => value !== shown));
    await picker.selectOption(other ?? "");
    await expect.poll(() => picker.inputValue()).toBe(other);
    await live(page).waitFor();
  });
}
