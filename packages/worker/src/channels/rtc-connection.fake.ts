/** Two connected RTCDataChannels on one page, caught in the task of their creation. Page, for tests. */

export interface ChannelEnds {
  readonly near: RTCDataChannel;
  readonly far: RTCDataChannel;
}

export interface RtcConnection extends ChannelEnds {
  /** Ends both connections. */
  close(): void;
}

/** `onChannel` gets each end at its creation: the one moment at which it can be transferred. */
export async function connectRtc(
  onChannel: (channel: RTCDataChannel, end: keyof ChannelEnds) => void,
): Promise<RtcConnection> {
  const [left, right] = [new RTCPeerConnection(), new RTCPeerConnection()];
  left.onicecandidate = ({ candidate }) => void right.addIceCandidate(candidate ?? undefined);
  right.onicecandidate = ({ candidate }) => void left.addIceCandidate(candidate ?? undefined);
  const farChannel = new Promise<RTCDataChannel>((resolve) => {
    right.ondatachannel = ({ channel }) => {
      onChannel(channel, "far");
      resolve(channel);
    };
  });
  const near = left.createDataChannel("test");
  onChannel(near, "near");
  await left.setLocalDescription();
  await right.setRemoteDescription(left.localDescription ?? { type: "offer" });
  await right.setLocalDescription();
  await left.setRemoteDescription(right.localDescription ?? { type: "answer" });
  return {
    near,
    far: await farChannel,
    close() {
      left.close();
      right.close();
    },
  };
}
