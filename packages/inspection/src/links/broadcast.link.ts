/** Every page and worker of an origin, over a BroadcastChannel. */
import { channelName } from "../format/envelope.ts";
import type { OpenLink } from "./link.ts";

export function broadcastLink(name: string = channelName): OpenLink {
  return ({ onFrame, onOpen }) => {
    const channel = new BroadcastChannel(name);
    let isOpen = true;
    channel.onmessage = ({ data }: MessageEvent<unknown>) => onFrame(data);
    queueMicrotask(() => {
      if (isOpen) onOpen();
    });
    return {
      send(frame) {
        if (isOpen) channel.postMessage(frame);
      },
      close() {
        isOpen = false;
        channel.onmessage = null;
        channel.close();
      },
    };
  };
}
