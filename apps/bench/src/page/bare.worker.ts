/** One end of bare data channels. Worker. Sends as fast as the channel accepts data, or counts what arrives. */

/** To the page. */
export type BareMessage =
  { readonly type: "open" } | { readonly type: "done"; readonly bytes: number };

/** From the page. */
type BareCommand =
  | { readonly type: "channel"; readonly channel: RTCDataChannel }
  | { readonly type: "download"; readonly bytes: number };

/** As the loaders do by default. */
const messageBytes = 64 * 1024 - 1;
/** Enough that the channel does not run dry before this thread is told. */
const highWater = 4 * 1024 * 1024;
const lowWater = 1024 * 1024;

const channels: RTCDataChannel[] = [];
const content = new Uint8Array(messageBytes);
let wanted = 0;
let received = 0;

addEventListener("message", ({ data }: MessageEvent<BareCommand>) => {
  if (data.type === "channel") {
    take(data.channel);
    return;
  }
  wanted = data.bytes;
  received = 0;
  // Several senders send a part each.
  const part = Math.floor(wanted / channels.length);
  const rest = wanted - part * channels.length;
  channels.forEach((channel, index) => channel.send(String(part + (index === 0 ? rest : 0))));
});

function take(channel: RTCDataChannel): void {
  channels.push(channel);
  channel.binaryType = "arraybuffer";
  channel.bufferedAmountLowThreshold = lowWater;
  channel.addEventListener("open", () => tell({ type: "open" }));
  if (channel.readyState === "open") tell({ type: "open" });
  channel.addEventListener("message", ({ data }: MessageEvent<string | ArrayBuffer>) => {
    if (typeof data === "string") send(channel, Number(data));
    else count(data.byteLength);
  });
}

function send(channel: RTCDataChannel, bytes: number): void {
  let left = bytes;
  const fill = () => {
    while (left > 0 && channel.bufferedAmount < highWater) {
      const size = Math.min(left, messageBytes);
      channel.send(size === messageBytes ? content : content.subarray(0, size));
      left -= size;
    }
    if (left === 0) channel.removeEventListener("bufferedamountlow", fill);
  };
  channel.addEventListener("bufferedamountlow", fill);
  fill();
}

function count(bytes: number): void {
  received += bytes;
  if (received === wanted) tell({ type: "done", bytes: received });
}

function tell(message: BareMessage): void {
  postMessage(message);
}
