/**
 * The channel of a viewer that speaks 0.6: greetings are neither sent nor received. Our engine then takes the other side
 * for a 0.6 peer and is taken for one, so that neither uses the extension.
 */
import { commandCodes } from "@swarmlane/wire";
import type { SimChannel } from "../network/sim-channel.ts";

const greeting = new TextEncoder().encode(`{"c":${commandCodes.hello},`);

export function withoutGreeting(channel: SimChannel): SimChannel {
  return {
    get bufferedAmount() {
      return channel.bufferedAmount;
    },
    send: (frame) => isGreeting(frame) || channel.send(frame),
    listen: (listener) => channel.listen(listener),
    close: () => channel.close(),
    connect: (flow, other, latency) => channel.connect(flow, other, latency),
    deliver(frame) {
      if (!isGreeting(frame)) channel.deliver(frame);
    },
    break: () => channel.break(),
  };
}

function isGreeting(frame: Uint8Array): boolean {
  return greeting.every((byte, index) => frame[index] === byte);
}
