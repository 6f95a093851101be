/** The page's end of the lane: counts what comes over it, by type. Browser; before the core. */

const counts: Record<string, number> = {};
let lane: MessagePort | undefined;

export function laneMessages(): Readonly<Record<string, number>> {
  return counts;
}

/** As a message that this thread cannot deserialize: all that the page can know is that there was one. */
export function breakMessage(): void {
  lane?.dispatchEvent(new MessageEvent("messageerror"));
}

type MessageListener = (event: MessageEvent<unknown>) => void;

/** The page listens by `onmessage`, to arrays of typed messages. */
export function tapLane(): void {
  const found = Object.getOwnPropertyDescriptor(MessagePort.prototype, "onmessage");
  Object.defineProperty(MessagePort.prototype, "onmessage", {
    configurable: true,
    set(this: MessagePort, listener: MessageListener | null) {
      found?.set?.call(this, listener === null ? null : tapped(this, listener));
    },
  });
}

function tapped(port: MessagePort, listener: MessageListener): MessageListener {
  // the last one that is listened to: the host of now
  lane = port;
  return (event) => {
    if (Array.isArray(event.data)) {
      for (const { type } of event.data as { type: string }[]) {
        counts[type] = (counts[type] ?? 0) + 1;
      }
    }
    listener(event);
  };
}
