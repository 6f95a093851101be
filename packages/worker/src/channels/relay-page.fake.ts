/** The page's side of a relayed channel, each step in a task of its own. Any thread, for tests. */
import { defaultLimits, type ConnectionId, type PeerChannel } from "@swarmlane/contract";
import { createRelayChannel, type RelayChannel } from "./relay-channel.adapter.ts";

const connectionId = 1 as ConnectionId;

/** A relay channel whose page hands what comes to `real`, and reports what `real` says. */
export function relayOver(real: PeerChannel): RelayChannel {
  let taken = 0;
  const later = (work: () => void): void => void setTimeout(work, 0);
  const report = (): void => {
    const { bufferedAmount } = real;
    later(() => relay.setBuffered(bufferedAmount, taken));
  };
  const relay = createRelayChannel(connectionId, defaultLimits, (message) => {
    later(() => {
      if (message.type === "relay/close") real.close();
      if (message.type !== "relay/send") return;
      real.send(new Uint8Array(message.frame));
      taken += message.frame.byteLength;
      report();
    });
  });
  real.listen({
    onFrame: (frame) => {
      const copy = new Uint8Array(frame).buffer;
      later(() => relay.receive(copy));
    },
    onBufferedLow: report,
    onClose: () => later(() => relay.close()),
  });
  return relay;
}
