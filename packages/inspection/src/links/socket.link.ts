/**
 * A link over the WebSocket relay of `npm run inspect`. Frames are JSON texts. A lost connection is made again after one second,
 * then two, four and so on up to thirty. Frames are dropped while the socket does not accept data.
 */
import type { Clock } from "@swarmlane/contract";
import { parseText } from "../format/parse.ts";
import { inspectLimits } from "../limits.ts";
import { platformClock } from "../platform-clock.ts";
import type { LinkListener, OpenLink } from "./link.ts";

const firstPause = 1000;
const longestPause = 30_000;

export interface SocketLinkOptions {
  readonly createSocket?: (url: string) => WebSocket;
  readonly clock?: Clock;
}

export function socketLink(url: string, options: SocketLinkOptions = {}): OpenLink {
  const { createSocket = openSocket, clock = platformClock } = options;

  return (listener) => {
    let socket = connect();
    let pause = firstPause;
    let timer: unknown;
    let isClosed = false;

    function connect(): WebSocket {
      const opened = createSocket(url);
      opened.onopen = () => {
        pause = firstPause;
        listener.onOpen();
      };
      opened.onmessage = ({ data }: MessageEvent<unknown>) => hear(listener, data);
      opened.onclose = () => {
        if (isClosed) return;
        timer = clock.setTimeout(() => {
          socket = connect();
        }, pause);
        pause = Math.min(2 * pause, longestPause);
      };
      return opened;
    }

    return {
      send(frame) {
        // 1 is OPEN: the constant may not be there where the socket is a fake or a Node one.
        if (socket.readyState !== 1 || socket.bufferedAmount > inspectLimits.frameLength) return;
        socket.send(JSON.stringify(frame));
      },
      close() {
        isClosed = true;
        clock.clearTimeout(timer);
        socket.onopen = socket.onmessage = socket.onclose = null;
        socket.close();
      },
    };
  };
}

function openSocket(url: string): WebSocket {
  return new WebSocket(url);
}

function hear({ onFrame }: LinkListener, data: unknown): void {
  const frame = parseText(data);
  if (frame !== undefined) onFrame(frame);
}
