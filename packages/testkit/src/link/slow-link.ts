/**
 * A TCP proxy on loopback that behaves like a viewer's line: all connections through it share one rate, and each byte takes
 * half a round trip in each direction. Unlike the emulation of DevTools, it also affects the requests of workers. Node.
 *
 * A new connection waits one round trip, as for a handshake. Connections take turns, so that each gets its share. There is
 * neither loss nor a slow start. Uploads are delayed, but their rate is not limited.
 */
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface SlowLinkOptions {
  /** Address of the server behind the link, for example that of an origin. Only host and port are used. */
  readonly target: string;
  /** ms */
  readonly roundTrip: number;
  /** Towards the client, over all connections. */
  readonly bitsPerSecond: number;
}

export interface SlowLink {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  /** Also applies to what is under way. */
  setRate(bitsPerSecond: number): void;
  /** Cuts all connections and stops listening. */
  close(): Promise<void>;
}

/** ms between two turns. */
const tick = 4;
/** ms of the rate that may be sent at once if the timer was late. */
const mostSaved = 40;
/** Bytes of a connection in one turn: what fits into one packet of Ethernet. */
const packet = 1460;
/** Bytes that a connection may have waiting. It is more than the link holds, so that the link is never idle. */
const window = 256 * 1024;

export async function startSlowLink(options: SlowLinkOptions): Promise<SlowLink> {
  const { target, roundTrip } = options;
  const { hostname, port } = new URL(target);
  const oneWay = roundTrip / 2;
  const sockets = new Set<Socket>();
  const bottleneck = createBottleneck(options.bitsPerSecond);

  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ host: hostname, port: Number(port), noDelay: true });
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", end).on("close", () => sockets.delete(socket));
    }
    const opened = performance.now();
    client.on("data", (bytes: Buffer) => {
      const handshake = Math.max(0, opened + roundTrip - performance.now());
      setTimeout(() => upstream.write(bytes), oneWay + handshake);
    });
    const queue = bottleneck.add({
      send: (bytes) => setTimeout(() => client.write(bytes), oneWay),
      end: () => setTimeout(() => client.end(), oneWay),
      onRoom: () => upstream.resume(),
    });
    upstream.on("data", (bytes: Buffer) => {
      if (queue.push(bytes) > window) upstream.pause();
    });
    upstream.on("end", () => queue.finish());
    // No client of HTTP sends half of a connection's end: it has given up.
    client.on("end", end).on("close", () => {
      queue.remove();
      upstream.destroy();
    });
  });

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setRate: (bits) => bottleneck.setRate(bits),
    close: () =>
      new Promise((resolve) => {
        bottleneck.close();
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

interface Receiver {
  send(bytes: Buffer): void;
  end(): void;
  /** Less is waiting than before. */
  onRoom(): void;
}

interface WaitingBytes {
  /** Returns how many bytes are waiting. */
  push(bytes: Buffer): number;
  /** Nothing follows. */
  finish(): void;
  remove(): void;
}

interface Flow {
  readonly receiver: Receiver;
  readonly chunks: Buffer[];
  waiting: number;
  isFinished: boolean;
}

/** Token bucket: what has been saved is given away packet by packet, in turns. */
function createBottleneck(bitsPerSecond: number) {
  let bytesPerMs = bitsPerSecond / 8000;
  let flows: Flow[] = [];
  let saved = 0;
  let before = performance.now();
  const timer = setInterval(turn, tick);

  function turn(): void {
    const now = performance.now();
    saved = Math.min(saved + (now - before) * bytesPerMs, mostSaved * bytesPerMs);
    before = now;
    let next = flows.find(isWaiting);
    while (saved > 0 && next !== undefined) {
      saved -= sendPacket(next);
      // The one that was served goes to the end.
      flows = [...flows.filter((flow) => flow !== next), next];
      next = flows.find(isWaiting);
    }
    for (const flow of flows.filter(({ isFinished, waiting }) => isFinished && waiting === 0)) {
      flow.receiver.end();
      flows = flows.filter((other) => other !== flow);
    }
  }

  return {
    setRate(bits: number): void {
      bytesPerMs = bits / 8000;
    },
    close: () => clearInterval(timer),
    add(receiver: Receiver): WaitingBytes {
      const flow: Flow = { receiver, chunks: [], waiting: 0, isFinished: false };
      flows.push(flow);
      return {
        push(bytes) {
          flow.chunks.push(bytes);
          flow.waiting += bytes.length;
          return flow.waiting;
        },
        finish() {
          flow.isFinished = true;
        },
        remove() {
          flows = flows.filter((other) => other !== flow);
        },
      };
    },
  };
}

function isWaiting({ waiting }: Flow): boolean {
  return waiting > 0;
}

/** Returns the number of bytes. */
function sendPacket(flow: Flow): number {
  const [first] = flow.chunks;
  if (first === undefined) return 0;
  const bytes = first.subarray(0, packet);
  const rest = first.subarray(packet);
  if (rest.length > 0) flow.chunks[0] = rest;
  else flow.chunks.shift();
  flow.waiting -= bytes.length;
  flow.receiver.send(bytes);
  if (flow.waiting < window) flow.receiver.onRoom();
  return bytes.length;
}
