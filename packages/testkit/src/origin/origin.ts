/**
 * An origin on loopback that can fail in every way that a real one does. Node.
 * Faults are named in an address (`?fault=…`, see fault.ts), put on paths by `faults.set`, or by a page through
 * `/control/fault?path=…&fault=…&times=…`. `?header=Name:Value` adds a response header (a CSP, say).
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { deliver } from "./deliver.ts";
import { createFaultRules, type FaultRules } from "./fault-rules.ts";
import { parseFaults } from "./fault.ts";
import { composeReply, type Reply } from "./reply.ts";
import { createRequestLog, type LoggedRequest, type RequestLog } from "./request-log.ts";
import { createResourceFinder, type Answer } from "./resource.ts";

export interface Origin {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  /** The same content on another port: another origin to a browser. */
  readonly crossUrl: string;
  readonly log: RequestLog;
  readonly faults: FaultRules;
  /** By path prefix: what is made up for each request, and comes before files and folders. */
  readonly answers: Map<string, Answer>;
  /** Cuts what is in flight and stops listening. */
  close(): Promise<void>;
}

export interface OriginOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Folders by path prefix, `{ "/streams": folder }`. */
  readonly mounts?: Readonly<Record<string, string>>;
  /** Texts by exact path, `{ "/page.html": html }`; the ending gives the type. */
  readonly files?: Readonly<Record<string, string>>;
  /** The mount (or a path in one) that `/live/<session>/…` plays as live. Default `/streams`. */
  readonly liveRoot?: string;
}

/** Rejects with `EADDRINUSE` when the port is taken. */
export async function startOrigin(options: OriginOptions = {}): Promise<Origin> {
  const answers = new Map<string, Answer>();
  const find = createResourceFinder({
    answers,
    mounts: options.mounts ?? {},
    files: options.files ?? {},
    liveRoot: options.liveRoot ?? "/streams",
  });
  const log = createRequestLog();
  const faults = createFaultRules();
  const urls = { main: "", cross: "" };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "/", urls.main);
    if (url.pathname.startsWith("/control/")) {
      send(response, control(url, log, faults));
      return;
    }
    const entry: LoggedRequest = {
      method: request.method ?? "GET",
      path: url.pathname,
      query: url.search.slice(1),
      range: request.headers.range,
      status: 0,
      bytes: 0,
      aborted: false,
    };
    log.add(entry);
    if (request.method === "OPTIONS") {
      entry.status = 204;
      send(response, preflight(url));
      return;
    }
    const ruled = faults.take(url.pathname, entry.query, readFaults(url));
    const found = await find(url);
    const isStatus = typeof found === "number";
    const chosen = isStatus ? { ...ruled, status: found } : ruled;
    const clean = new URL(url);
    clean.searchParams.delete("fault");
    const path = clean.pathname + clean.search;
    const reply = composeReply(
      isStatus ? undefined : found,
      { range: entry.range, cleanUrl: urls.main + path, cleanCrossUrl: urls.cross + path },
      chosen,
    );
    await deliver(response, withHeaders(reply, url), chosen, entry);
  };

  const listener = (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch((error: unknown) => {
      const body = Buffer.from(`${String(error)}\n`);
      if (!response.headersSent) send(response, { status: 400, headers: {}, body });
    });
  };
  const main = createServer(listener);
  const cross = createServer(listener);
  urls.main = await listen(main, options.port ?? 0);
  urls.cross = await listen(cross, 0);
  return {
    url: urls.main,
    crossUrl: urls.cross,
    log,
    faults,
    answers,
    close: async () => {
      await Promise.all([stop(main), stop(cross)]);
    },
  };
}

/** `/control/log`, `/control/clear`, `/control/fault?path=…&fault=…&times=…`: for tests that run in a page. */
function control(url: URL, log: RequestLog, faults: FaultRules): Reply {
  const times = url.searchParams.get("times");
  if (url.pathname === "/control/clear") {
    faults.clear();
    log.clear();
  } else if (url.pathname === "/control/fault") {
    faults.set(
      url.searchParams.get("path") ?? "/",
      url.searchParams.get("fault") ?? "",
      times === null ? undefined : Number(times),
    );
  } else if (url.pathname !== "/control/log") {
    throw new RangeError(`no such control: ${url.pathname}`);
  }
  return {
    status: 200,
    headers: { "Content-Type": "application/json", "Access-Control-Allow-Origin": "*" },
    body: Buffer.from(JSON.stringify(log.requests)),
  };
}

function readFaults(url: URL) {
  return parseFaults(url.searchParams.getAll("fault").join(","));
}

function preflight(url: URL): Reply {
  const allowed = !readFaults(url).names.has("no-cors");
  const names = ["Origin", "Headers", "Methods"];
  const headers = names.map((name) => [`Access-Control-Allow-${name}`, "*"] as const);
  return {
    status: 204,
    headers: allowed ? Object.fromEntries(headers) : {},
    body: Buffer.alloc(0),
  };
}

function withHeaders(reply: Reply, url: URL): Reply {
  const added = url.searchParams.getAll("header").map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()] as const;
  });
  return { ...reply, headers: { ...reply.headers, ...Object.fromEntries(added) } };
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, headers).end(body);
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
