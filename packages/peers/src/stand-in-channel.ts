/** The plain object that simple-peer takes for its data channel while the real one lives elsewhere. Page. */

/** What simple-peer 9 uses of an RTCDataChannel. It is never asked to send: nobody writes to the peer. */
export class StandInChannel {
  readonly label: string;
  readyState: RTCDataChannelState = "connecting";
  binaryType: BinaryType = "arraybuffer";
  readonly bufferedAmount = 0;
  /** A number here spares simple-peer a polling timer. */
  bufferedAmountLowThreshold = 0;
  onopen: (() => void) | null = null;
  /** Not called: whoever learns that the real channel is gone destroys the peer. */
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

  /** simple-peer's last act. The real channel goes with its connection. */
  close(): void {
    this.readyState = "closed";
  }
}
