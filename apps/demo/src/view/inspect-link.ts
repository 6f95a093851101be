/** The link to the inspector. The first click enables inspection on this page; the second opens the inspector. */
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
