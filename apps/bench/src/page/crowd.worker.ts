/** Our engine among simulated peers, in a worker: its own cost without that of the platform. Worker. */
import {
  defaultEngineSettings,
  defaultLimits,
  type ConnectionId,
  type PeerChannel,
  type PeerChannelListener,
  type PeerId,
} from "@swarmlane/contract";
import { createEngine } from "@swarmlane/engine";
import { createFakePorts } from "@swarmlane/testkit";
import { measureMaps, measureQueue } from "./crowd-measure.ts";
import { endOfTask, type CreateCrowd, type CrowdOptions } from "./crowd.ts";

/** The page's request. The answer is the report. */
export interface CrowdRequest extends CrowdOptions {
  readonly measure: "queue" | "maps";
}

const measurements = { queue: measureQueue, maps: measureMaps };

addEventListener("message", ({ data }: MessageEvent<CrowdRequest>) => {
  void measurements[data.measure](createCrowd, data).then((report) => postMessage(report));
});

/** ms; a little longer than the delay of an announcement. All of them together must not look like a silent origin. */
const untilTold = defaultLimits.announceCoalesce + 10;

const createCrowd: CreateCrowd = async ({ peers, held, settings }) => {
  const ports = createFakePorts({
    // All requested peers are allowed, and may send at once: the limits are not measured here.
    limits: { connectedPeers: 1000, costPerSecond: 1e9, costBurst: 1e9 },
  });
  for (const info of held) await ports.store.store({ ...loaded, info, data: new ArrayBuffer(8) });
  const engine = createEngine(ports, { ...defaultEngineSettings, ...settings }, peerIdOf(0xffff));
  let sent = 0;
  const listeners = Array.from({ length: peers }, (_, index) => {
    const { channel, listener } = createChannel(() => sent++);
    const connection = index as ConnectionId;
    engine.connectionOpened(connection, false, channel);
    engine.connectionAdmit(connection, peerIdOf(index), "10.0.0.1", `certificate ${index}`);
    return listener;
  });
  return {
    load: async (queue) => {
      void engine.load({ queue, streamSwarmId: "stream", delivered: [], expectsPeers: false });
      await endOfTask();
    },
    receiveMap: async (peer, frame) => {
      listeners[peer]?.().onFrame(frame);
      await endOfTask();
    },
    arrive: async ({ id }) => {
      ports.http.find(id).respond(new Uint8Array(8));
      await ports.clock.advance(untilTold);
      await endOfTask();
    },
    sentMaps: () => sent,
    end: () => void engine.destroy(),
  };
};

const loaded = { requestUrl: undefined, responseUrl: undefined, downloadBandwidth: 0 };

function peerIdOf(index: number): PeerId {
  return index.toString(16).padStart(40, "0") as PeerId;
}

/** Accepts everything at once and answers nothing. */
function createChannel(onMap: () => void) {
  let listener: PeerChannelListener | undefined;
  const channel: PeerChannel = {
    bufferedAmount: 0,
    send: (frame) => {
      if (isMap(frame)) onMap();
      return true;
    },
    listen: (given) => {
      listener = given;
    },
    close: () => undefined,
  };
  return {
    channel,
    listener: (): PeerChannelListener => {
      if (listener === undefined) throw new Error("nobody listens to the channel");
      return listener;
    },
  };
}

/** `{"c":2,…` */
function isMap(frame: Uint8Array): boolean {
  return frame[5] === "2".charCodeAt(0);
}
