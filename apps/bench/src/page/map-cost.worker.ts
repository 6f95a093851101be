/** What the engine spends on one legal map of a peer, with all that follows from it. Worker: a thread of its own, as where it runs. */
import {
  defaultEngineSettings,
  defaultLimits,
  type ConnectionId,
  type PeerChannel,
  type PeerChannelListener,
  type PeerId,
} from "@swarmlane/contract";
import { createEngine, type Engine } from "@swarmlane/engine";
import { createFakePorts, fakeQueue } from "@swarmlane/testkit";
import { endOfTask } from "./crowd.ts";
import { mapVariants, type MapVariant } from "./map-variants.ts";

export interface MapCostRequest {
  readonly variant: MapVariant;
  /** Number of peers that announced the same, including the measured one. */
  readonly peers: number;
  readonly maps: number;
}

/** ms per map, for each variant. */
export type MapCostReport = readonly number[];

/** ms until a peer's budget is full again. */
const wholeBudget = (1000 * defaultLimits.costBurst) / defaultLimits.costPerSecond;
/** ms. With a full budget, any map is parsed within this time. */
const longestWait = 1000;
/** Number of maps after which V8 has compiled the parser. */
const warmUps = 60;

addEventListener("message", ({ data }: MessageEvent<MapCostRequest>) => {
  void measure(data).then((report) => postMessage(report));
});

async function measure({ variant, peers, maps }: MapCostRequest): Promise<MapCostReport> {
  const ports = createFakePorts();
  const engine = createEngine(ports, { ...defaultEngineSettings }, peerIdOf(0xffff));
  const queue = fakeQueue(30);
  await engine.load({ queue, streamSwarmId: "m+V0", expectsPeers: false, delivered: [] });
  const listeners = Array.from({ length: peers }, (_, index) => admit(engine, index));
  const frameOf = mapVariants[variant];
  for (const listener of listeners) {
    listener.onFrame(frameOf(0));
    await endOfTask();
  }
  const spent: number[] = [];
  for (let turn = 1; turn <= warmUps + maps; turn++) {
    // The frame is made before the measured time begins.
    await ports.clock.advance(wholeBudget);
    const frame = frameOf(turn);
    const started = performance.now();
    listeners[0]?.onFrame(frame);
    // The parser delays a large map for a moment.
    await ports.clock.advance(longestWait);
    await endOfTask();
    if (turn > warmUps) spent.push(performance.now() - started);
  }
  const dropped = ports.eventsOf("connection/drop");
  if (dropped.length > 0) throw new Error(`a legal map ended the connection: ${variant}`);
  await engine.destroy();
  return spent;
}

function admit(engine: Engine, index: number): PeerChannelListener {
  let listener: PeerChannelListener | undefined;
  const channel: PeerChannel = {
    bufferedAmount: 0,
    send: () => true,
    listen: (given) => {
      listener = given;
    },
    close: () => undefined,
  };
  const connection = (index + 1) as ConnectionId;
  engine.connectionOpened(connection, true, channel);
  // The last argument is the certificate, which an engine without certificates ignores.
  const connectionAdmit = engine.connectionAdmit.bind(engine) as (...args: unknown[]) => void;
  connectionAdmit(connection, peerIdOf(index), `10.0.0.${index + 1}`, `c${index}`);
  if (listener === undefined) throw new Error("nobody listens to the channel");
  return listener;
}

function peerIdOf(index: number): PeerId {
  return index.toString(16).padStart(40, "0") as PeerId;
}
