/** The inspector's page over HTTP, for browsers on this machine. */
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";

/** @type {Readonly<Record<string, string>>} */
const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".map": "application/json",
};

/**
 * Answers a request, whatever it is; never throws.
 * @param {string | undefined} folder
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 */
export function answerWithPage(folder, request, response) {
  const file = folder === undefined || !isFromHere(request) ? undefined : fileOf(folder, request);
  const found = file === undefined ? Promise.reject(new Error("no such page")) : readFile(file);
  found.then(
    (bytes) => {
      const type = types[extname(file ?? "")] ?? "application/octet-stream";
      // Nothing of it may be framed or read by another site, and it loads nothing from elsewhere.
      const headers = { "Content-Type": type, "X-Content-Type-Options": "nosniff" };
      response.writeHead(200, { ...headers, "X-Frame-Options": "DENY" }).end(bytes);
    },
    () => response.writeHead(404, { "Content-Type": "text/plain" }).end("Not found\n"),
  );
}

/** @param {import("node:http").IncomingMessage} request */
function isFromHere({ socket }) {
  return /^(127\.|::1$|::ffff:127\.)/.test(socket.remoteAddress ?? "");
}

/**
 * Only files that the build can have made: a name, or one in `assets`.
 * @param {string} folder
 * @param {import("node:http").IncomingMessage} request
 * @returns {string | undefined}
 */
function fileOf(folder, { method, url = "/" }) {
  const path = /^\/((?:assets\/)?[\w-][\w.-]*)?(?:\?|$)/.exec(url);
  if (path === null || (method !== "GET" && method !== "HEAD")) return undefined;
  return join(folder, path[1] ?? "index.html");
}
