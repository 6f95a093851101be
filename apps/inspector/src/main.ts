/**
 * The inspector's own page. It listens to every loader of this origin, with `?relay=ws://…` to those of a relay, and to the
 * window that opened it, if that window transfers a port.
 */
import { broadcastLink, portLink } from "@swarmlane/inspection";
import { mountInspector } from "./mount.tsx";

const host = document.getElementById("inspector");
if (host === null) throw new Error("index.html has lost its #inspector");

const address = new URLSearchParams(location.search);
const { sources } = mountInspector(host, { ownsPage: true, links: [broadcastLink()] });
for (const relay of address.getAll("relay")) sources.listenToRelay(relay);
if (address.has("opener")) takePortOfOpener((port) => sources.listen(portLink(port)));
const file = address.get("file");
if (file !== null) await sources.openAddress(file);

/** The opener says `swarmlane-inspect-port` and transfers a port, when it was asked for one. */
function takePortOfOpener(take: (port: MessagePort) => void): void {
  const { opener } = window as { opener: Window | null };
  if (opener === null) return;
  addEventListener("message", function hear({ source, data, ports }: MessageEvent<unknown>) {
    const [port] = ports;
    if (source !== opener || data !== "swarmlane-inspect-port" || port === undefined) return;
    removeEventListener("message", hear);
    take(port);
  });
  // The opener may be of any origin, and the message contains no data.
  opener.postMessage("swarmlane-inspect-wanted", "*");
}
