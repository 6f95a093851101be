/** Puts a reply on the wire, in the manner that the faults ask for. Node. Ends its timers with the connection. */
import { STATUS_CODES, type ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { Faults } from "./fault.ts";
import type { Reply } from "./reply.ts";
import type { LoggedRequest } from "./request-log.ts";

/** ms between two writes of a body that comes at a given rate. */
const tick = 50;

export async function deliver(
  response: ServerResponse,
  reply: Reply,
  faults: Faults,
  entry: LoggedRequest,
): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => {
    entry.aborted = !response.writableFinished;
    gone.abort();
  });
  try {
    await deliverUntilGone(response, reply, faults, entry, gone.signal);
  } catch (error) {
    // a timer that ended with its connection; anything else is a bug of this server
    if (!gone.signal.aborted) throw error;
  }
}

async function deliverUntilGone(
  response: ServerResponse,
  { status, headers, body }: Reply,
  faults: Faults,
  entry: LoggedRequest,
  gone: AbortSignal,
): Promise<void> {
  const { names, rate } = faults;
  const half = body.subarray(0, body.length >> 1);
  const write = (bytes: Buffer) => {
    entry.bytes += bytes.length;
    response.write(bytes);
  };

  const unsized = Object.entries(headers).filter(([name]) => name !== "Content-Length");

  if (faults.delay !== undefined) await delay(faults.delay, undefined, { signal: gone });
  if (names.has("silence")) return;
  if (names.has("reset")) {
    response.socket?.resetAndDestroy();
    return;
  }
  entry.status = status;

  if (names.has("truncate-close")) {
    // by hand: Node would either announce a length or send chunks
    response.socket?.write(
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n` +
        unsized.map(([name, value]) => `${name}: ${value}\r\n`).join("") +
        "Connection: close\r\n\r\n",
    );
    entry.bytes += half.length;
    response.socket?.end(half);
    return;
  }

  if (names.has("short-length")) {
    // by hand, too: Node sends one or the other
    response.socket?.write(
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n` +
        unsized.map(([name, value]) => `${name}: ${value}\r\n`).join("") +
        `Content-Length: ${half.length}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n` +
        `${body.length.toString(16)}\r\n`,
    );
    entry.bytes += body.length;
    response.socket?.write(body);
    response.socket?.end("\r\n0\r\n\r\n");
    return;
  }

  if (names.has("truncate-chunked") || names.has("chunked")) {
    response.writeHead(status, Object.fromEntries(unsized));
  } else response.writeHead(status, headers);

  if (names.has("truncate-length") || names.has("truncate-chunked")) {
    write(half);
    // a FIN after what was written: the body ends too early
    response.socket?.end();
  } else if (names.has("reset-midway")) {
    response.write(half, () => response.socket?.resetAndDestroy());
    entry.bytes += half.length;
  } else if (names.has("silence-midway")) {
    write(half);
  } else if (names.has("trickle")) {
    await deliverSlowly(response, body, 1, 1000, write, gone);
  } else if (rate !== undefined) {
    await deliverSlowly(
      response,
      body,
      Math.max(1, Math.round((rate * tick) / 1000)),
      tick,
      write,
      gone,
    );
  } else {
    entry.bytes += body.length;
    response.end(body);
  }
}

async function deliverSlowly(
  response: ServerResponse,
  body: Buffer,
  chunk: number,
  every: number,
  write: (bytes: Buffer) => void,
  gone: AbortSignal,
): Promise<void> {
  response.flushHeaders();
  for (let offset = 0; offset < body.length; offset += chunk) {
    await delay(every, undefined, { signal: gone });
    write(body.subarray(offset, offset + chunk));
  }
  response.end();
}
