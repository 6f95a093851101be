/** One reader at the other end of a MessagePort: an embedded panel, or the window that opened this one. */
import type { OpenLink } from "./link.ts";

/** Takes ownership of `port`. */
export function portLink(port: MessagePort): OpenLink {
  return ({ onFrame, onOpen }) => {
    let isOpen = true;
    port.onmessage = ({ data }: MessageEvent<unknown>) => onFrame(data);
    queueMicrotask(() => {
      if (isOpen) onOpen();
    });
    return {
      send(frame) {
        if (isOpen) port.postMessage(frame);
      },
      close() {
        isOpen = false;
        port.onmessage = null;
        port.close();
      },
    };
  };
}
