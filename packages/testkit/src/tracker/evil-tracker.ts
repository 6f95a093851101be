/**
 * A tracker that misbehaves on purpose. Node, loopback. The path of the address picks the script,
 * so that a page can choose it: `${url}/interval?value=0.001`.
 */
import type { IncomingMessage } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import { evilScripts, type EvilScript, type Announce } from "./evil-scripts.ts";

export interface EvilTracker {
  /** `ws://127.0.0.1:<port>`, to which a script's name is added. */
  readonly url: string;
  /** Announces that came in, by script. */
  readonly announces: ReadonlyMap<string, number>;
  /** Adds a script, or replaces one. */
  setScript(name: string, script: EvilScript): void;
  /** Sends a frame to all connected clients. */
  broadcast(frame: unknown): void;
  close(): Promise<void>;
}

export async function startEvilTracker(): Promise<EvilTracker> {
  const scripts = new Map<string, EvilScript>(Object.entries(evilScripts));
  const announces = new Map<string, number>();
  const http = createServer((_request, response) => {
    response.writeHead(426).end();
  });
  const server = new WebSocketServer({ noServer: true });

  const serve = (socket: WebSocket, name: string, query: URLSearchParams) => {
    const script = scripts.get(name);
    const connection = {
      send: (frame: unknown) => socket.send(encode(frame)),
      kill: () => socket.terminate(),
    };
    socket.on("error", () => socket.terminate());
    socket.on("message", (data: Buffer) => {
      const frame = decode(data);
      if (frame === undefined) return;
      announces.set(name, (announces.get(name) ?? 0) + 1);
      script?.(connection, frame, query);
    });
  };

  http.on("upgrade", (request: IncomingMessage, socket, head: Buffer) => {
    const url = new URL(request.url ?? "/", "ws://127.0.0.1");
    const name = url.pathname.slice(1);
    if (name === "refuse" || !scripts.has(name)) {
      // Node listens no longer, and the client may reset the connection before it has read the answer.
      socket.on("error", () => socket.destroy());
      socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
      return;
    }
    server.handleUpgrade(request, socket, head, (ws) => serve(ws, name, url.searchParams));
  });
  await new Promise<void>((resolve, reject) => {
    http.once("error", reject);
    http.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}`,
    announces,
    setScript: (name, script) => scripts.set(name, script),
    broadcast: (frame) => {
      for (const client of server.clients) client.send(encode(frame));
    },
    close: () => {
      for (const client of server.clients) client.terminate();
      return new Promise((resolve) => {
        http.close(() => resolve());
      });
    },
  };
}

/** Strings and buffers go out as they are, the rest as JSON. */
function encode(frame: unknown): string | Buffer {
  return typeof frame === "string" || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame);
}

function decode(data: Buffer): Announce | undefined {
  try {
    return JSON.parse(data.toString("utf8")) as Announce;
  } catch {
    return undefined;
  }
}
