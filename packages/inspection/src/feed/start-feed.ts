/**
 * The feed maps the host's events to messages, remembers the last ones, and serves readers. It runs in the host's thread.
 * Without a reader it sets no timer and sends nothing. A slow, missing or hostile reader does not affect others.
 */
import type { InspectedHost, InspectionFeed, Observation } from "@swarmlane/contract";
import type { Draft } from "../format/message.ts";
import type { Session } from "../format/session.ts";
import { inspectLimits } from "../limits.ts";
import { broadcastLink } from "../links/broadcast.link.ts";
import type { OpenLink } from "../links/link.ts";
import { portLink } from "../links/port.link.ts";
import { socketLink } from "../links/socket.link.ts";
import { at } from "./look.ts";
import { createMapper } from "./mapper/mapper.ts";
import { createReaders, type Readers } from "./readers.ts";
import { createRedact } from "./redact.ts";
import { createRing } from "./ring.ts";

export interface FeedOptions {
  /** Used instead of the BroadcastChannel and the relay. */
  readonly links?: readonly OpenLink[];
  /** Names the session; random. */
  readonly session?: string;
  /** ms since 1970. */
  readonly wallClock?: () => number;
}

export function startFeed(host: InspectedHost, options: FeedOptions = {}): InspectionFeed {
  const { clock, request } = host;
  const { session: id = crypto.randomUUID(), wallClock = () => Date.now() } = options;
  const ring = createRing(inspectLimits.ringMessages);
  const redact = createRedact(request.redact, crypto.getRandomValues(new Uint32Array(1))[0] ?? 0);
  /** Of the host's clock, at `t` 0. Undefined: nothing was observed and nobody asked. */
  let startedAt: number | undefined;
  let observedAt = clock.now();
  const beganAt = wallClock();
  const began = clock.now();
  let timer: unknown;
  let isStopped = false;
  /** An error from a callback in which the host would not catch it. It is thrown again in a call from the host. */
  let fault: { readonly thrown: unknown } | undefined;

  const toSession = (time: number): number => Math.round((time - (startedAt ?? began)) * 10) / 10;
  const mapper = createMapper({
    host,
    now: () => toSession(observedAt),
    toSession,
    say: (draft: Draft) => ring.push(redact(draft), toSession(observedAt)),
  });
  const readers: Readers[] = [];
  for (const open of options.links ?? defaultLinks(request.relay)) read(open);

  function describe(): Session {
    return redact({
      ...{ session: id, loader: host.peerId, title: request.title.slice(0, 500) },
      startedAt: beganAt - (began - (startedAt ?? began)),
      ...{ thread: isOnPage() ? "page" : "worker", redaction: request.redact, count: ring.last },
    } as const);
  }

  /** A link that cannot be opened (no BroadcastChannel, an invalid address) is skipped. */
  function read(open: OpenLink): void {
    try {
      const now = (): number => clock.now();
      const onReader = (): void => guarded(serve);
      readers.push(createReaders(open, { ring, session: describe, now, onReader }));
    } catch {
      // Other links may work.
    }
  }

  /** Of a host that was there before the feed, as it is now. */
  function begin(): void {
    startedAt = observedAt;
    mapper.begin();
  }

  function serve(): void {
    if (startedAt === undefined) begin();
    if (timer === undefined && !isStopped)
      timer = clock.setTimeout(() => guarded(beat), inspectLimits.batchInterval);
  }

  function beat(): void {
    timer = undefined;
    observedAt = Math.max(observedAt, clock.now());
    mapper.tick();
    const served = readers.map((each) => each.serve(clock.now()));
    if (served.some((isAnybody) => isAnybody)) serve();
  }

  function guarded(work: () => void): void {
    if (fault !== undefined) return;
    try {
      work();
    } catch (thrown) {
      fault = { thrown };
    }
  }

  return {
    observe(time, observation) {
      if (isStopped) return;
      if (fault !== undefined) throw fault.thrown;
      if (startedAt === undefined) {
        // What was remembered from before the feed is older than it.
        observedAt = Math.min(time, began);
        if (isBirth(host, observation)) startedAt = observedAt;
        else begin();
      }
      observedAt = Math.max(observedAt, time);
      mapper.observe(observation);
    },
    connect: (port) => read(portLink(port as MessagePort)),
    stop() {
      isStopped = true;
      clock.clearTimeout(timer);
      for (const each of readers) each.close();
    },
  };
}

/** The first thing there ever was: nothing came before it. */
function isBirth({ root }: InspectedHost, observation: Observation): boolean {
  if (observation.of !== "actors") return false;
  const { event } = observation;
  return at(event, "actorRef") === root && at(event, "event", "type") === "xstate.init";
}

function defaultLinks(relay: string | undefined): OpenLink[] {
  return relay === undefined ? [broadcastLink()] : [broadcastLink(), socketLink(relay)];
}

/** A worker has no document. */
function isOnPage(): boolean {
  return "document" in globalThis;
}
