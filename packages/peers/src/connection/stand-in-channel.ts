/** The object that simple-peer uses as its data channel while the worker or a relay has the real one. */

/** The parts of an RTCDataChannel that simple-peer 9 uses. It never sends, because the peer is never written to. */
export class StandInChannel {
  readonly label: string;
  readyState: RTCDataChannelState = "connecting";
  binaryType: BinaryType = "arraybuffer";
  readonly bufferedAmount = 0;
  /** Without a number here, simple-peer starts a timer to poll `bufferedAmount`. */
  bufferedAmountLowThreshold = 0;
  onopen: (() => void) | null = null;
  /** Never called: when the real channel closes, its connection destroys the peer. */
  onclose: (() => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onbufferedamountlow: (() => void) | null = null;
  onerror: ((event: Event) => void) | null = null;

  constructor(label: string) {
    this.label = label;
  }

  /** The real channel has opened. */
  opened(): void {
    if (this.readyState !== "connecting") return;
    this.readyState = "open";
    this.onopen?.();
  }

  /** Called by simple-peer when it is destroyed. The real channel is closed with its connection. */
  close(): void {
    this.readyState = "closed";
  }
}
