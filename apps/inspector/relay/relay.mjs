/**
 * Forwards every frame of an inspector or feed to all others (see the section "Transports" of the inspection format).
 * There are limits for the number of clients, the size of a frame, and the bytes that wait for a slow client. A client has to
 * know the key, because any web page could try an address on loopback. The inspector's page is only served to this machine.
 */
import { createServer } from "node:http";
import { WebSocket, WebSocketServer } from "ws";
import { answerWithPage } from "./serve-page.mjs";

/** Viewers and inspectors. */
const mostClients = 64;
/** Bytes; texts of at most 8 Mi characters come in (packages/inspection/src/limits.ts). */
const mostPerFrame = 16 * 1024 * 1024;
/** Bytes that wait for a client before it misses frames. */
const mostWaiting = 32 * 1024 * 1024;

/**
 * @param {object} options
 * @param {number} options.port 0 takes any
 * @param {string} options.host
 * @param {string} options.key
 * @param {string} [options.page] the folder of the built page. Without it, no page is served
 * @returns {Promise<{ port: number, close: () => Promise<void> }>} rejects with the system's error if it cannot listen
 */
export async function startRelay({ port, host, key, page }) {
  const http = createServer((request, response) => answerWithPage(page, request, response));
  const server = new WebSocketServer({
    server: http,
    maxPayload: mostPerFrame,
    verifyClient: ({ req }, answer) => {
      const isKnown = req.url === `/${key}`;
      const isFull = server.clients.size >= mostClients;
      answer(isKnown && !isFull, isKnown ? 503 : 404);
    },
  });
  server.on("connection", (client) => {
    // A client that breaks the protocol is closed by `ws`; nobody else is concerned.
    client.on("error", () => undefined);
    client.on("message", (data, isBinary) => {
      if (isBinary) return;
      for (const other of server.clients) {
        const isReady = other.readyState === WebSocket.OPEN && other.bufferedAmount < mostWaiting;
        if (other !== client && isReady) other.send(data, { binary: false });
      }
    });
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    http.listen(port, host, () => resolve(undefined));
  });
  const address = http.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        for (const client of server.clients) client.terminate();
        server.close();
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}
