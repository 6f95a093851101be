/**
 * Speaks as a loader's feed does, with a made-up session in real time: for inspectors without a player. Page. Frames
 * are those of docs/inspection-format.md.
 */
import {
  broadcastLink,
  parseReaderFrame,
  portLink,
  socketLink,
  type Message,
  type OpenLink,
} from "@swarmlane/inspection";
import { syntheticMessages, type SyntheticOptions } from "@swarmlane/inspection/testing";

const head = { format: "swarmlane-inspect", version: 1 } as const;
/** ms, as the feed has it. */
const batchInterval = 100;

export interface Speaker {
  /** Messages said so far. */
  said(): number;
  stop(): void;
}

/** How it is heard: by everybody of its origin, where nothing else is said. */
export interface SpeakerWay {
  readonly port?: MessagePort;
  /** Address of a relay. */
  readonly relay?: string;
}

function speak(options: SyntheticOptions, way: SpeakerWay = {}): Speaker {
  const source = syntheticMessages(options);
  const began = performance.now();
  const session = {
    ...{ session: `speaker-${Math.random()}`, loader: "2d57".padEnd(40, "5"), title: "Speaker" },
    ...{ startedAt: Date.now(), thread: "page", redaction: "none", count: 0 },
  };
  const past: Message[] = [];
  const sent = new Map<string, { count: number; batch: number }>();
  let waiting: Message | undefined;
  const link = openWay(way)({ onFrame: hear, onOpen: () => greet(undefined) });
  const timer = setInterval(beat, batchInterval);

  function greet(to: string | undefined): void {
    link.send({ ...head, type: "hello", session, ...(to === undefined ? {} : { to }) });
  }

  function hear(value: unknown): void {
    const parsed = parseReaderFrame(value);
    if (parsed?.ok !== true || parsed.value.type !== "attach") return;
    const { reader, session: wanted } = parsed.value;
    greet(reader);
    if (wanted === session.session) sent.set(reader, { count: 0, batch: 0 });
  }

  function beat(): void {
    const now = performance.now() - began;
    for (;;) {
      waiting ??= source.next().value ?? undefined;
      if (waiting === undefined || waiting.t > now) break;
      past.push(waiting);
      waiting = undefined;
    }
    for (const [to, place] of sent) {
      const messages = past.slice(place.count, place.count + 500);
      const base = place.batch === 0 ? { base: [] } : {};
      const { batch } = place;
      sent.set(to, { count: place.count + messages.length, batch: batch + 1 });
      link.send({
        ...head,
        type: "batch",
        session: session.session,
        to,
        batch,
        ...base,
        messages,
        dropped: 0,
      });
    }
  }

  return {
    said: () => past.length,
    stop() {
      clearInterval(timer);
      link.send({ ...head, type: "bye", session: session.session });
      link.close();
    },
  };
}

declare global {
  interface Window {
    speaker: { speak: typeof speak };
  }
}
window.speaker = { speak };

function openWay({ port, relay }: SpeakerWay): OpenLink {
  if (port !== undefined) return portLink(port);
  return relay === undefined ? broadcastLink() : socketLink(relay);
}
