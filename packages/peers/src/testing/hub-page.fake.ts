/**
 * Tests only: a hub with a real worker at the other end of its lane. The worker holds the channels, sends `greeting`
 * to every admitted peer, and sends every other message back after `echoMark`.
 */
import { defaultLimits, defaultPeerSettings } from "@swarmlane/contract";
import type {
  ConnectionId,
  ErrorInfo,
  HostMessage,
  Limits,
  PageMessage,
  PeerId,
  PeerSettings,
} from "@swarmlane/contract";
import { createPeerHub } from "../peer-hub.ts";
import type { PeerHub } from "../peer-hub.ts";
import { generatePeerId } from "../peer-id.ts";

export interface HubPage {
  readonly hub: PeerHub;
  readonly peerId: PeerId;
  readonly settings: PeerSettings;
  /** All messages to the worker, in order. */
  readonly posted: PageMessage[];
  readonly warnings: ErrorInfo[];
  /** All messages that the worker's channels received, as text. */
  readonly received: { connectionId: ConnectionId; text: string }[];
  /** The ids of the peers that are connected now. */
  connectedPeers(): PeerId[];
  count(type: PageMessage["type"]): number;
  /** Closes the hub and the worker. */
  end(): void;
}

export interface HubPageOptions {
  readonly settings: Partial<PeerSettings>;
  readonly limits?: Partial<Limits>;
  readonly transferChannels?: boolean;
  /** False makes the lane throw `DataCloneError`, as on platforms that cannot transfer channels. */
  readonly canTransfer?: boolean;
}

type WorkerMessage =
  HostMessage | { type: "test/received"; connectionId: ConnectionId; text: string };

export function openHubPage(options: HubPageOptions): HubPage {
  const worker = startWorker();
  const posted: PageMessage[] = [];
  const warnings: ErrorInfo[] = [];
  const received: HubPage["received"] = [];
  const peerId = generatePeerId();
  const settings = {
    ...defaultPeerSettings,
    rtcConfig: { iceServers: [] },
    ...options.settings,
  };
  const hub = createPeerHub({
    settings: () => settings,
    peerId,
    limits: { ...defaultLimits, ...options.limits },
    post(message, transfer = []) {
      if (options.canTransfer === false && "channel" in message) {
        throw new DOMException("this platform cannot", "DataCloneError");
      }
      worker.postMessage(message, transfer);
      posted.push(message);
    },
    warn: (error) => warnings.push(error),
    ...(options.transferChannels === undefined
      ? {}
      : { transferChannels: options.transferChannels }),
  });
  worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
    if (data.type === "test/received") received.push(data);
    else hub.receive(data);
  };

  return {
    hub,
    peerId,
    settings,
    posted,
    warnings,
    received,
    connectedPeers() {
      const peers = new Map<ConnectionId, PeerId>();
      for (const message of posted) {
        if (message.type === "connection/admit") peers.set(message.connectionId, message.peerId);
        if (message.type === "connection/closed") peers.delete(message.connectionId);
      }
      return [...peers.values()];
    },
    count: (type) => posted.filter((message) => message.type === type).length,
    end() {
      hub.close();
      worker.terminate();
    },
  };
}

export const greeting = "hello";
export const echoMark = "echo:";

function startWorker(): Worker {
  const source = `(${workerMain.toString()})(${JSON.stringify(greeting)}, ${JSON.stringify(echoMark)})`;
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(address);
  URL.revokeObjectURL(address);
  return worker;
}

/** Runs in the worker, from its source text, so it cannot use anything outside the function. */
function workerMain(hello: string, mark: string): void {
  const channels = new Map<number, RTCDataChannel>();
  const post = (message: object) => globalThis.postMessage(message);

  function send(connectionId: number, text: string): void {
    const bytes = new TextEncoder().encode(text);
    const channel = channels.get(connectionId);
    if (channel === undefined) post({ type: "relay/send", connectionId, frame: bytes.buffer });
    else if (channel.readyState === "open") channel.send(bytes);
    // Frames of a transferred channel may arrive before it opens.
    else channel.addEventListener("open", () => channel.send(bytes));
  }

  function receive(connectionId: number, frame: ArrayBuffer): void {
    const text = new TextDecoder().decode(frame);
    post({ type: "test/received", connectionId, text });
    if (!text.startsWith(mark)) send(connectionId, mark + text);
  }

  function open(connectionId: number, channel: RTCDataChannel): void {
    const opened = () => post({ type: "channel/open", connectionId });
    channels.set(connectionId, channel);
    channel.binaryType = "arraybuffer";
    channel.onopen = opened;
    channel.onclose = () => post({ type: "channel/closed", connectionId });
    channel.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => receive(connectionId, data);
    if (channel.readyState === "open") opened();
  }

  globalThis.onmessage = ({ data }: MessageEvent<PageMessage>) => {
    if (data.type === "connection/opened" && data.channel !== undefined) {
      open(data.connectionId, data.channel as RTCDataChannel);
    }
    if (data.type === "connection/admit") send(data.connectionId, hello);
    if (data.type === "relay/frame") receive(data.connectionId, data.frame);
  };
}
