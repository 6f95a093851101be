/**
 * The sending side of one access link: frames leave one after the other, and flows take turns. What arrives at the other
 * end waits there for the receiving side, which is one queue.
 */
import type { EventClock } from "../clock/event-clock.ts";

/** Bytes below which a frame is a command: a link sends it between the packets of larger frames. */
const smallFrame = 2048;

export interface FlowEnd {
  /** Time (ms) at which the link has received all that it was sent so far. */
  freeAt: number;
  /** Bytes per millisecond. */
  readonly down: number;
}

export interface FlowOptions {
  readonly to: FlowEnd;
  /** ms, one way. */
  readonly latency: number;
  /** Bytes that may be on their way. */
  readonly window: number;
}

export interface Flow {
  /** `onLeft`: the last byte left for the network. `onArrived`: it is at the other end. Neither after `close`. */
  send(bytes: number, onLeft: () => void, onArrived: () => void): void;
  /** What did not leave yet is dropped; what is on its way arrives, unless `drop`. */
  close(drop?: boolean): void;
}

export interface Pipe {
  open(options: FlowOptions): Flow;
  /** Bytes that left so far. */
  readonly sent: number;
}

interface Frame {
  readonly bytes: number;
  readonly onLeft: () => void;
  readonly onArrived: () => void;
}

interface State extends FlowOptions {
  queue: Frame[];
  inFlight: number;
  /** It is in the ring of those that have something to send. */
  isReady: boolean;
  lastArrival: number;
  isClosed: boolean;
  isDropped: boolean;
}

/** `up`: bytes per millisecond. */
export function createPipe(clock: EventClock, up: number): Pipe {
  /** Commands first: in packets they would overtake what is large. */
  const rings: [urgent: State[], bulk: State[]] = [[], []];
  let isBusy = false;
  let sent = 0;

  function makeReady(flow: State): void {
    const [head] = flow.queue;
    if (flow.isReady || head === undefined || !hasWindow(flow, head)) return;
    flow.isReady = true;
    rings[head.bytes <= smallFrame ? 0 : 1].push(flow);
  }

  function serve(): void {
    if (isBusy) return;
    const flow = rings[0].shift() ?? rings[1].shift();
    if (flow === undefined) return;
    flow.isReady = false;
    const frame = flow.queue.shift();
    if (frame === undefined) {
      serve();
      return;
    }
    isBusy = true;
    flow.inFlight += frame.bytes;
    clock.schedule(frame.bytes / up, () => {
      isBusy = false;
      sent += frame.bytes;
      if (!flow.isDropped) clock.schedule(flow.latency, () => receive(flow, frame));
      makeReady(flow);
      serve();
      if (!flow.isClosed) frame.onLeft();
    });
  }

  function receive(flow: State, frame: Frame): void {
    const { to } = flow;
    const now = clock.now();
    const isSmall = frame.bytes <= smallFrame;
    const takes = frame.bytes / to.down;
    const begin = isSmall ? now : Math.max(now, to.freeAt);
    // In order within a flow, whatever else the link receives.
    const at = Math.max(begin + takes, flow.lastArrival);
    if (!isSmall) to.freeAt = at;
    flow.lastArrival = at;
    clock.schedule(at - now, () => {
      flow.inFlight -= frame.bytes;
      makeReady(flow);
      serve();
      if (!flow.isDropped) frame.onArrived();
    });
  }

  return {
    get sent() {
      return sent;
    },
    open(options) {
      const flow: State = {
        ...options,
        queue: [],
        inFlight: 0,
        isReady: false,
        lastArrival: 0,
        isClosed: false,
        isDropped: false,
      };
      return {
        send(bytes, onLeft, onArrived) {
          if (flow.isClosed) return;
          flow.queue.push({ bytes, onLeft, onArrived });
          makeReady(flow);
          serve();
        },
        close(drop = false) {
          flow.isClosed = true;
          flow.isDropped = drop;
          flow.queue = [];
        },
      };
    },
  };
}

/** One frame may always be on its way, however large it is; on average the window is just full. */
function hasWindow({ inFlight, window }: State, head: Frame): boolean {
  return inFlight === 0 || inFlight + head.bytes / 2 <= window;
}
