/** A real WebTorrent tracker (bittorrent-tracker's own server), WebSocket only, on loopback. Node. */
import type { AddressInfo } from "node:net";
import type { Server } from "node:http";
// @ts-expect-error bittorrent-tracker ships no types; what is used of it is described below
import UntypedServer from "bittorrent-tracker/server";

export interface TrackerStats {
  /** Swarms that anyone has announced to, by info hash in hex. */
  readonly swarms: ReadonlyMap<string, { readonly complete: number; readonly incomplete: number }>;
  /** Open WebSocket connections. */
  readonly sockets: number;
}

export interface Tracker {
  /** `ws://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  stats(): TrackerStats;
  /** Cuts every connection; the tracker goes on listening. */
  disconnectAll(): void;
  /** Cuts every connection and stops listening. */
  close(): Promise<void>;
}

export interface TrackerOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** ms that clients are asked to wait between announces. The server's default is ten minutes. */
  readonly interval?: number;
}

/** Rejects with `EADDRINUSE` when the port is taken. */
export async function startTracker(options: TrackerOptions = {}): Promise<Tracker> {
  const server = new TrackerServer({
    http: false,
    udp: false,
    ws: true,
    stats: false,
    ...(options.interval === undefined ? {} : { interval: options.interval }),
  });
  // A client that talks nonsense is a warning to this server, and none of our business.
  server.on("warning", () => undefined);
  const sockets = new Set<Socket>();
  server.ws.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.on("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.http.address() as AddressInfo;
  const disconnectAll = () => {
    for (const socket of sockets) socket.terminate();
  };
  return {
    url: `ws://127.0.0.1:${port}`,
    port,
    stats: () => ({
      swarms: new Map(
        Object.entries(server.torrents).map(([hash, { complete, incomplete }]) => [
          hash,
          { complete, incomplete },
        ]),
      ),
      sockets: sockets.size,
    }),
    disconnectAll,
    close: () => {
      disconnectAll();
      return new Promise((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

interface Socket {
  on(event: "close", listener: () => void): void;
  terminate(): void;
}

interface UpstreamServer {
  readonly http: Server;
  readonly ws: { on(event: "connection", listener: (socket: Socket) => void): void };
  readonly torrents: Readonly<Record<string, { complete: number; incomplete: number }>>;
  on(event: "warning" | "error", listener: (error: Error) => void): void;
  listen(port: number, host: string, onListening: () => void): void;
  close(onClosed: () => void): void;
}

const TrackerServer = UntypedServer as new (options: {
  http: boolean;
  udp: boolean;
  ws: boolean;
  stats: boolean;
  interval?: number;
}) => UpstreamServer;
