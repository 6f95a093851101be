/**
 * The object that simple-peer uses as its RTCPeerConnection. It forwards to the real one, except that data channels
 * are passed to `adopt`, and that single candidates are not reported: we do not trickle, and simple-peer would start
 * a timer that outlives it.
 */
import type { OpenConnection } from "./rtc-opener.ts";
import type { StandInChannel } from "./stand-in-channel.ts";

export interface StandInOptions {
  readonly open: OpenConnection;
  /** Called in the task in which the channel appears. It cannot be transferred later. */
  readonly adopt: (channel: RTCDataChannel) => StandInChannel;
  /** Called as soon as the real connection exists. */
  readonly onCreate: (connection: StandInConnection) => void;
}

/** simple-peer's `wrtc` option. */
export function standInWrtc(options: StandInOptions): object {
  return {
    RTCPeerConnection: class extends StandInConnection {
      constructor(config: RTCConfiguration) {
        super(options, config);
      }
    },
    RTCSessionDescription: globalThis.RTCSessionDescription,
    RTCIceCandidate: globalThis.RTCIceCandidate,
  };
}

/** The parts of an RTCPeerConnection that simple-peer 9 uses for data channels. */
export class StandInConnection {
  oniceconnectionstatechange: (() => void) | null = null;
  onicegatheringstatechange: (() => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  onsignalingstatechange: (() => void) | null = null;
  onicecandidate: ((event: { candidate: null }) => void) | null = null;
  ondatachannel: ((event: { channel: StandInChannel }) => void) | null = null;
  ontrack: (() => void) | null = null;

  private readonly real: RTCPeerConnection;
  private readonly adopt: StandInOptions["adopt"];
  private candidates = 0;
  private hasChannel = false;

  constructor({ open, adopt, onCreate }: StandInOptions, config: RTCConfiguration) {
    const real = open(config);
    this.real = real;
    this.adopt = adopt;
    real.oniceconnectionstatechange = () => this.oniceconnectionstatechange?.();
    real.onicegatheringstatechange = () => this.onicegatheringstatechange?.();
    real.onconnectionstatechange = () => this.onconnectionstatechange?.();
    real.onsignalingstatechange = () => this.onsignalingstatechange?.();
    real.onicecandidate = ({ candidate }) => {
      if (candidate === null) this.onicecandidate?.({ candidate });
      else this.candidates += 1;
    };
    real.ondatachannel = ({ channel }) => this.receiveChannel(channel);
    onCreate(this);
  }

  get signalingState(): RTCSignalingState {
    return this.real.signalingState;
  }
  get connectionState(): RTCPeerConnectionState {
    return this.real.connectionState;
  }
  get iceConnectionState(): RTCIceConnectionState {
    return this.real.iceConnectionState;
  }
  get iceGatheringState(): RTCIceGatheringState {
    return this.real.iceGatheringState;
  }
  get localDescription(): RTCSessionDescription | null {
    return this.real.localDescription;
  }
  get remoteDescription(): RTCSessionDescription | null {
    return this.real.remoteDescription;
  }

  createDataChannel(label: string, init?: RTCDataChannelInit): StandInChannel {
    this.hasChannel = true;
    return this.adopt(this.real.createDataChannel(label, init));
  }
  createOffer(options?: RTCOfferOptions): Promise<RTCSessionDescriptionInit> {
    return this.real.createOffer(options);
  }
  createAnswer(options?: RTCAnswerOptions): Promise<RTCSessionDescriptionInit> {
    return this.real.createAnswer(options);
  }
  setLocalDescription(description: RTCLocalSessionDescriptionInit): Promise<void> {
    return this.real.setLocalDescription(description);
  }
  setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    return this.real.setRemoteDescription(description);
  }
  addIceCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    return this.real.addIceCandidate(candidate);
  }
  getStats(): Promise<RTCStatsReport> {
    return this.real.getStats();
  }
  close(): void {
    this.real.close();
  }

  /** Ends gathering with the candidates found so far. Returns false if there are none. */
  endGathering(): boolean {
    if (this.candidates === 0) return false;
    this.onicecandidate?.({ candidate: null });
    return true;
  }

  /** A connection has one channel. Any other channels that the peer opens are closed. */
  private receiveChannel(channel: RTCDataChannel): void {
    if (this.hasChannel) {
      channel.close();
      return;
    }
    this.hasChannel = true;
    this.ondatachannel?.({ channel: this.adopt(channel) });
  }
}
