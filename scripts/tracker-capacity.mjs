/**
 * `node scripts/tracker-capacity.mjs`: what a viewer costs bittorrent-tracker, in processor time and memory of its process,
 * on loopback. docs/trackers.md has the figures. Every announce brings five offers of two kilobytes, and each of them is
 * answered, which is the most that viewers of ours send.
 */
import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { availableParallelism, cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
// @ts-expect-error bittorrent-tracker ships no types
import UntypedServer from "bittorrent-tracker/server";
import { WebSocket } from "ws";

/**
 * What is used of bittorrent-tracker's server.
 * @typedef {object} TrackerServer
 * @property {(event: "error", listener: (error: Error) => void) => void} on
 * @property {(port: number, host: string, onListening: () => void) => void} listen
 * @property {{ address: () => { port: number } }} ws
 */
/** @typedef {{ cpu: number, memory: number }} Usage `cpu`: ms, of all threads; `memory`: bytes */

const offersPerAnnounce = 5;
/** Viewers that announce at a time: as they never do all at once, the tracker's queue is short. */
const atOnce = 20;
const sdp = "v=0\r\n".padEnd(
  2000,
  "a=candidate:1 1 udp 2122260223 198.51.100.1 50000 typ host\r\n",
);

const { values } = parseArgs({
  options: {
    viewers: { type: "string", default: "2000" },
    rounds: { type: "string", default: "3" },
    tracker: { type: "boolean", default: false },
  },
});
if (values.tracker) runTracker();
else await measure(readCount("viewers", 10, 5000), readCount("rounds", 1, 20));

/** In a process of its own, which answers each message with what it has used. */
function runTracker() {
  /** @type {unknown} */
  const untyped = UntypedServer;
  const Server = /** @type {new (options: object) => TrackerServer} */ (untyped);
  const server = new Server({ ws: true, http: false, udp: false, stats: false });
  server.on("error", (error) => {
    throw error;
  });
  server.listen(0, "127.0.0.1", () => {
    process.on("message", () => {
      const { user, system } = process.cpuUsage();
      process.send?.({ cpu: (user + system) / 1000, memory: process.memoryUsage().rss });
    });
    process.send?.(server.ws.address().port);
  });
}

/**
 * @param {number} count of viewers, all in one swarm
 * @param {number} rounds of announces after the first
 */
async function measure(count, rounds) {
  const tracker = fork(fileURLToPath(import.meta.url), ["--tracker"]);
  try {
    const port = Number(await nextMessage(tracker));
    /** @returns {Promise<Usage>} */
    const usage = async () => {
      tracker.send("usage");
      return /** @type {Usage} */ (await nextMessage(tracker));
    };
    const before = await usage();
    const viewers = Array.from({ length: count }, () => createViewer(port));
    await inTurns(viewers, (viewer) => viewer.join());
    const joined = await usage();
    for (let round = 0; round < rounds; round++)
      await inTurns(viewers, (viewer) => viewer.announce());
    const announced = await usage();

    const join = (joined.cpu - before.cpu) / count;
    const announce = (announced.cpu - joined.cpu) / (count * rounds);
    const memory = (announced.memory - before.memory) / count / 1024;
    const answers = viewers.reduce((sum, viewer) => sum + viewer.answered(), 0);
    console.log(`${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} cores, Node ${process.version}
${count} viewers, ${rounds} more announces each, ${answers} offers answered

first announce, with its connection  ${join.toFixed(2)} ms
each further announce                ${announce.toFixed(2)} ms
memory for each viewer               ${memory.toFixed(0)} KiB
announces per second on one core     ${Math.round(1000 / announce)}
viewers on one core, at one announce in 2 minutes   ${Math.round((1000 / announce) * 120)}`);
    for (const viewer of viewers) viewer.close();
  } finally {
    tracker.kill();
  }
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<unknown>}
 */
async function nextMessage(child) {
  const [message] = /** @type {unknown[]} */ (await once(child, "message"));
  return message;
}

/**
 * A viewer that announces with offers, and answers those of others.
 * @param {number} port
 */
function createViewer(port) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  const opened = once(socket, "open");
  const common = {
    action: "announce",
    info_hash: "swarmlane capacity--",
    peer_id: randomBytes(10).toString("hex"),
  };
  let answered = 0;
  /** @type {() => void} */
  let heard = () => undefined;
  // Texts arrive as one Buffer each.
  socket.on("message", (/** @type {Buffer} */ data) => {
    const message =
      /** @type {{ offer?: unknown, offer_id?: string, peer_id?: string, interval?: number }} */ (
        JSON.parse(data.toString())
      );
    if (message.offer !== undefined) {
      answered++;
      const { peer_id: to_peer_id, offer_id } = message;
      send({ ...common, to_peer_id, offer_id, answer: { type: "answer", sdp } });
    } else if (message.interval !== undefined) heard();
  });
  /** @param {object} message */
  const send = (message) => socket.send(JSON.stringify(message));
  /** @type {(more: object) => Promise<void>} */
  const announce = (more) =>
    new Promise((resolve) => {
      heard = resolve;
      const offers = Array.from({ length: offersPerAnnounce }, () => ({
        offer: { type: "offer", sdp },
        offer_id: randomBytes(10).toString("hex"),
      }));
      const amounts = { uploaded: 0, downloaded: 0, left: 1 };
      send({ ...common, ...amounts, ...more, numwant: offersPerAnnounce, offers });
    });
  return {
    join: async () => {
      await opened;
      await announce({ event: "started" });
    },
    announce: () => announce({}),
    answered: () => answered,
    close: () => socket.terminate(),
  };
}

/**
 * @template T
 * @param {readonly T[]} items
 * @param {(item: T) => Promise<void>} work
 */
async function inTurns(items, work) {
  const waiting = [...items];
  const next = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, next));
}

/**
 * @param {"viewers" | "rounds"} name
 * @param {number} least
 * @param {number} most
 */
function readCount(name, least, most) {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new Error(`--${name} is a number from ${least} to ${most}, not "${values[name]}".`);
}
