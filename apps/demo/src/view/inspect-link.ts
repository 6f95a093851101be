/** The way to the inspector: first this page has to let it look on, then it is opened beside. */
import { element } from "./element.ts";

export function createInspectLink(address: URLSearchParams): void {
  const link = element("inspect", HTMLAnchorElement);
  if (address.has("p2pml-inspect")) {
    link.textContent = "Open the inspector";
    // `npm start` serves it below this page.
    link.href = "./inspector/";
    link.target = "_blank";
    return;
  }
  const next = new URLSearchParams(address);
  next.set("p2pml-inspect", "");
  link.textContent = "Enable inspection";
  link.href = `?${next}`;
}
