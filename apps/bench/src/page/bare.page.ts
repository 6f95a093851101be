/** The platform without a loader: `fetch` in the page, and a data channel with both ends in workers. Browser. */
import type { BenchPage, PeerOptions } from "./bench-page.ts";
import { createArrivals } from "./arrivals.ts";
import type { BareMessage } from "./bare.worker.ts";

/** Signalling, which Node passes from page to page: complete descriptions, as one string each. */
export interface BareSignalling {
  offer(): Promise<string>;
  answer(offer: string): Promise<string>;
  accept(answer: string): Promise<void>;
}

declare global {
  interface Window {
    bareSignalling: BareSignalling;
  }
}

let options: PeerOptions;
const arrivals = createArrivals();
const connections: RTCPeerConnection[] = [];
const worker = new Worker("/pages/bare.worker.js");
let opened = 0;

worker.addEventListener("message", ({ data }: MessageEvent<BareMessage>) => {
  if (data.type === "open") opened++;
  else arrivals.add("all", data.bytes);
});

const bench: BenchPage = {
  open: (given) => {
    options = given;
  },
  load: (from, to) =>
    options.role === "downloader" ? loadFromPeers(to - from) : fetchAll(from, to),
  peerCount: () => opened,
  destroy: () => {
    worker.terminate();
    for (const connection of connections) connection.close();
    return Promise.resolve();
  },
};
window.bench = bench;

window.bareSignalling = {
  offer: async () => {
    const connection = connect();
    hand(connection.createDataChannel("bare"));
    await connection.setLocalDescription();
    return gathered(connection);
  },
  answer: async (offer) => {
    const connection = connect();
    connection.addEventListener("datachannel", ({ channel }) => hand(channel));
    await connection.setRemoteDescription(JSON.parse(offer) as RTCSessionDescriptionInit);
    await connection.setLocalDescription();
    return gathered(connection);
  },
  accept: async (answer) => {
    await connections.at(-1)?.setRemoteDescription(JSON.parse(answer) as RTCSessionDescriptionInit);
  },
};

/** Several at a time, as a loader would. */
async function fetchAll(from: number, to: number) {
  const { segments, parallel } = options;
  const indices = Array.from({ length: to - from }, (_, position) => from + position);
  const report = arrivals.expect(indices.map(String));
  const work = async () => {
    for (let index = indices.shift(); index !== undefined; index = indices.shift()) {
      const response = await fetch(`${segments.base}/${index}.bin`);
      arrivals.add(String(index), (await response.arrayBuffer()).byteLength);
    }
  };
  void Promise.all(Array.from({ length: parallel }, work)).catch((error: unknown) =>
    arrivals.fail(String(error)),
  );
  return report;
}

/** The worker asks for that many bytes in one go and counts them. */
function loadFromPeers(count: number) {
  const report = arrivals.expect(["all"]);
  worker.postMessage({ type: "download", bytes: count * options.segments.bytes });
  return report;
}

function connect(): RTCPeerConnection {
  const connection = new RTCPeerConnection({ iceServers: [] });
  connections.push(connection);
  return connection;
}

/** This must happen in the task that created the channel. Later the channel cannot be transferred. */
function hand(channel: RTCDataChannel): void {
  worker.postMessage({ type: "channel", channel }, [channel]);
}

function gathered(connection: RTCPeerConnection): Promise<string> {
  return new Promise((resolve) => {
    const check = () => {
      if (connection.iceGatheringState !== "complete") return;
      resolve(JSON.stringify(connection.localDescription));
    };
    connection.addEventListener("icegatheringstatechange", check);
    check();
  });
}
