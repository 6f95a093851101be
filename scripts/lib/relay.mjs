/**
 * Passes every frame of one inspector or feed on to all others (docs/inspection-format.md). Bounded: in clients, in the size of
 * a frame, and in what waits for a slow client. Only who knows the key may join: any page could try an address of loopback.
 */
import { WebSocket, WebSocketServer } from "ws";

/** Viewers and inspectors. */
const mostClients = 64;
/** Bytes; texts of at most 8 Mi characters come in (packages/inspection/src/limits.ts). */
const mostPerFrame = 16 * 1024 * 1024;
/** Bytes that wait for a client before it misses frames. */
const mostWaiting = 32 * 1024 * 1024;

/**
 * @param {{ port: number, host: string, key: string }} options port 0: any
 * @returns {Promise<{ port: number, close: () => Promise<void> }>}
 */
export async function startRelay({ port, host, key }) {
  const server = new WebSocketServer({
    port,
    host,
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
    server.once("listening", resolve);
    server.once("error", reject);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        for (const client of server.clients) client.terminate();
        server.close(() => resolve());
      }),
  };
}
