/** What an MPD declares of a representation that is the same for every viewer and every load. */
import { sortedList, type Declared } from "../../identity/stream-ids.ts";
import type { RenditionKind } from "../../rendition.ts";
import { attribute, children, type XmlElement } from "./xml.ts";

/** Read from the representation, or else from its adaptation set. Ids are left out: some packagers put bitrates into them. */
const inheritedProperties = [
  "mimeType",
  "codecs",
  "width",
  "height",
  "sar",
  "frameRate",
  "scanType",
  "audioSamplingRate",
];
const setProperties = ["contentType", "lang"];
const descriptors = ["Role", "Accessibility", "Viewpoint"];
const sharedDescriptors = ["AudioChannelConfiguration", "EssentialProperty"];

export function declareRepresentation(representation: XmlElement, set: XmlElement): Declared {
  const properties: Record<string, string> = {};
  const put = (name: string, value: string | undefined) => {
    if (value !== undefined && value !== "") properties[name] = value.replace(/\s+/g, " ");
  };
  for (const name of inheritedProperties) {
    const value = attribute(representation, name) ?? attribute(set, name);
    put(name, name === "codecs" && value !== undefined ? sortedList(value) : value);
  }
  for (const name of setProperties) put(name, attribute(set, name));
  put("label", children(set, "Label")[0]?.text);
  for (const name of descriptors) put(name, describe(children(set, name)));
  for (const name of sharedDescriptors) {
    const own = children(representation, name);
    put(name, describe(own.length > 0 ? own : children(set, name)));
  }
  return {
    kind: kindOf(representation, set),
    properties,
    tieBreakers: [
      attribute(representation, "bandwidth") ?? "",
      attribute(representation, "id") ?? "",
    ],
    group: "",
  };
}

function describe(elements: readonly XmlElement[]): string | undefined {
  if (elements.length === 0) return undefined;
  return elements
    .map((one) => `${attribute(one, "schemeIdUri") ?? ""} ${attribute(one, "value") ?? ""}`)
    .sort()
    .join(",");
}

function kindOf(representation: XmlElement, set: XmlElement): RenditionKind {
  const inherited = (name: string) => attribute(representation, name) ?? attribute(set, name) ?? "";
  const essential = [
    ...children(representation, "EssentialProperty"),
    ...children(set, "EssentialProperty"),
  ].map((property) => attribute(property, "schemeIdUri"));
  if (essential.includes("http://dashif.org/guidelines/trickmode")) return "trick";
  if (essential.includes("http://dashif.org/guidelines/thumbnail_tile")) return "image";
  const components = children(set, "ContentComponent").map((one) => attribute(one, "contentType"));
  const mimeType = inherited("mimeType");
  const type =
    attribute(set, "contentType") ??
    components.find((one) => one !== undefined) ??
    mimeType.split("/")[0];
  if (components.includes("video")) return "main";
  if (/^(stpp|wvtt)/.test(inherited("codecs"))) return "text";
  if (type === "audio" || type === "text" || type === "image") return type;
  return /ttml|vtt/.test(mimeType) ? "text" : "main";
}
