/**
 * The inspector's own page. Hears every loader of this origin; with `?relay=ws://…` those of a relay; and the window
 * that opened it, when that hands over a port.
 */
import { broadcastLink, portLink, socketLink } from "@swarmlane/inspector";
import { mountInspector } from "./mount.tsx";

const host = document.getElementById("inspector");
if (host === null) throw new Error("index.html has lost its #inspector");

const address = new URLSearchParams(location.search);
const relay = address.get("relay");
const port = await portFromOpener();
const inspector = mountInspector(host, {
  ownsPage: true,
  links: [
    broadcastLink(),
    ...(relay === null ? [] : [socketLink(relay)]),
    ...(port === undefined ? [] : [portLink(port)]),
  ],
});

const file = address.get("file");
if (file !== null && new URL(file, location.href).origin === location.origin) {
  const response = await fetch(file);
  await inspector.openFile(await response.blob());
}

/** The opener says `swarmlane-inspect-port` and transfers a port, when it was asked for one. */
function portFromOpener(): Promise<MessagePort | undefined> {
  const { opener } = window as { opener: Window | null };
  if (!address.has("opener") || opener === null) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    addEventListener("message", function hear({ source, data, ports }: MessageEvent<unknown>) {
      if (source !== opener || data !== "swarmlane-inspect-port") return;
      removeEventListener("message", hear);
      resolve(ports[0]);
    });
    opener.postMessage("swarmlane-inspect-wanted", "*");
  });
}
