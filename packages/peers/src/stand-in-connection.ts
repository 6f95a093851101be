/**
 * What simple-peer takes for an RTCPeerConnection: the real one, except that data channels are handed to
 * `adopt` and that candidates are not told one by one (we do not trickle; simple-peer would start a timer that
 * outlives it). Page.
 */
import type { OpenConnection } from "./rtc-opener.ts";
import type { StandInChannel } from "./stand-in-channel.ts";

export interface StandInOptions {
  readonly open: OpenConnection;
  /** Called in the task in which the channel appears: later it cannot be transferred any more. */
  readonly adopt: (channel: RTCDataChannel) => StandInChannel;
  /** The real connection exists. */
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

/** What simple-peer 9 uses of an RTCPeerConnection, data channels only. */
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

  /** Goes on with the candidates found so far. Returns false when there is none to go on with. */
  endGathering(): boolean {
    if (this.candidates === 0) return false;
    this.onicecandidate?.({ candidate: null });
    return true;
  }

  /** One channel a connection; a peer that opens more of them gets them closed. */
  private receiveChannel(channel: RTCDataChannel): void {
    if (this.hasChannel) {
      channel.close();
      return;
    }
    this.hasChannel = true;
    this.ondatachannel?.({ channel: this.adopt(channel) });
  }
}
