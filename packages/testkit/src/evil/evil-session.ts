/**
 * One data channel between an evil peer and a victim: frames in and out, no validation, no manners. Browser.
 */

export interface EvilPeerOptions {
  readonly trackerUrl: string;
  readonly streamSwarmId: string;
  readonly behaviour: EvilBehaviour;
  /** What it says it has, as on the wire: `{ streamKey: ["seq|seq", [0, 0]] }`. */
  readonly map: Readonly<Record<string, readonly [string, readonly number[]]>>;
  /** The right bytes of a segment, which the behaviour may spoil. */
  readonly segment: (wireId: string) => Promise<Uint8Array<ArrayBuffer>>;
  /** 20 characters. Default: a random one. The id of another peer makes it an impostor. */
  readonly peerId?: string;
  /** What others know it by, over DTLS. Default: one of its own, for all its connections. */
  readonly certificate?: RTCCertificate;
  /** Whether it makes offers too (default), or only answers those of others. */
  readonly offers?: number;
}

/** A command as it arrived, its fields unchecked. */
export interface RawCommand {
  readonly c: number;
  readonly i?: string;
  /** The request's number: the other side takes us for a peer of its own. */
  readonly r?: number;
  /** The first requested byte, and the assumed size of the segment. */
  readonly o?: number;
  readonly s?: number;
  readonly m?: Record<string, [string, number[]]>;
}

/** One connection to a victim. */
export interface EvilSession {
  readonly options: EvilPeerOptions;
  readonly channel: RTCDataChannel;
  /** Commands that came, in order. */
  readonly received: readonly RawCommand[];
  command(command: object): void;
  /** Waits for room in the channel's queue; does nothing once the channel is closed. */
  bytes(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  close(): void;
}

export interface EvilBehaviour {
  /** The channel opened: before simple-peer on the other side says `connect`. */
  onOpen?(session: EvilSession): void;
  onRequest?(session: EvilSession, wireId: string, asked: RawCommand): void;
  onCancel?(session: EvilSession, wireId: string): void;
  onMap?(session: EvilSession, map: Record<string, [string, number[]]>): void;
}

/** The bytes that the channel may hold before `bytes` waits: half of Chromium's limit. */
const queueLimit = 8 * 1024 * 1024;

/** Listens at once: nothing that comes is lost. */
export function startSession(channel: RTCDataChannel, options: EvilPeerOptions): EvilSession {
  const received: RawCommand[] = [];
  const { behaviour } = options;
  const send = (bytes: Uint8Array<ArrayBuffer>) => {
    if (channel.readyState === "open") channel.send(bytes);
  };
  const session: EvilSession = {
    options,
    channel,
    received,
    command: (command) => send(new TextEncoder().encode(JSON.stringify(command))),
    bytes: async (bytes) => {
      if (channel.bufferedAmount > queueLimit) {
        channel.bufferedAmountLowThreshold = queueLimit >> 1;
        await new Promise((resolve) => {
          channel.addEventListener("bufferedamountlow", resolve, { once: true });
          channel.addEventListener("close", resolve, { once: true });
        });
      }
      send(bytes);
    },
    close: () => channel.close(),
  };
  channel.binaryType = "arraybuffer";
  channel.onopen = () => behaviour.onOpen?.(session);
  channel.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
    const command = parseCommand(data);
    // a piece of a segment that the behaviour requested, which is not used
    if (command === undefined) return;
    received.push(command);
    if (command.c === 3) behaviour.onRequest?.(session, command.i ?? "", command);
    else if (command.c === 4) behaviour.onCancel?.(session, command.i ?? "");
    else if (command.c === 2) behaviour.onMap?.(session, command.m ?? {});
  };
  return session;
}

function parseCommand(data: ArrayBuffer | string): RawCommand | undefined {
  const text = typeof data === "string" ? data : new TextDecoder().decode(data);
  if (!text.startsWith('{"') || !text.endsWith("}")) return undefined;
  try {
    return JSON.parse(text) as RawCommand;
  } catch {
    return undefined;
  }
}
