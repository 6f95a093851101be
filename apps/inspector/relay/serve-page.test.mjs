/** What the relay answers over HTTP: its page, and nothing else of the disk. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startRelay } from "./relay.mjs";

const folder = mkdtempSync(join(tmpdir(), "swarmlane-relay-"));
/** @type {Awaited<ReturnType<typeof startRelay>>} */
let relay;
beforeAll(async () => {
  mkdirSync(join(folder, "page/assets"), { recursive: true });
  writeFileSync(join(folder, "secret.html"), "secret");
  writeFileSync(join(folder, "page/index.html"), "<title>page</title>");
  writeFileSync(join(folder, "page/assets/index-A_1-b.js"), "script");
  const options = { port: 0, host: "127.0.0.1", key: "key" };
  relay = await startRelay({ ...options, page: join(folder, "page") });
});
afterAll(async () => {
  await relay.close();
  rmSync(folder, { recursive: true, force: true });
});

/**
 * `fetch` would tidy up the path before it is sent.
 * @param {string} path
 * @param {string} [method]
 * @returns {Promise<{ status: number | undefined, type: string | undefined, text: string }>}
 */
function ask(path, method = "GET") {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port: relay.port, path, method }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part) => (text += String(part)));
      const { statusCode: status, headers } = response;
      response.on("end", () => resolve({ status, type: headers["content-type"], text }));
    });
    sent.once("error", reject);
    sent.end();
  });
}

test("the page and its scripts, also with a query", async () => {
  const html = { status: 200, type: "text/html; charset=utf-8", text: "<title>page</title>" };
  expect(await ask("/")).toEqual(html);
  expect(await ask("/?relay=ws://127.0.0.1:1/key")).toEqual(html);
  expect(await ask("/assets/index-A_1-b.js")).toMatchObject({ status: 200, text: "script" });
});

test.each([
  ["/missing.html", "GET"],
  ["/../secret.html", "GET"],
  ["/assets/../../secret.html", "GET"],
  ["/assets/..%2f..%2fsecret.html", "GET"],
  ["/..", "GET"],
  ["//secret.html", "GET"],
  ["/key", "GET"],
  ["/", "POST"],
])("%s by %s is a 404", async (path, method) => {
  expect(await ask(path, method)).toMatchObject({ status: 404, text: "Not found\n" });
});

test("a taken port rejects with the system's error", async () => {
  const again = startRelay({ port: relay.port, host: "127.0.0.1", key: "key" });
  await expect(again).rejects.toMatchObject({ code: "EADDRINUSE" });
});
