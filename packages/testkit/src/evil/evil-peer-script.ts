/** The evil peer as a classic script, for `page.addScriptTag({ content })`. Node. */
import { fileURLToPath } from "node:url";
import { bundlePageScript } from "../browser/page-script.ts";

/** Defines the global `swarmlaneEvil` with `createEvilPeer` and `evilBehaviours`. */
export function evilPeerScript(): Promise<string> {
  const entry = fileURLToPath(new URL("./index.ts", import.meta.url));
  return bundlePageScript(entry, "swarmlaneEvil");
}
