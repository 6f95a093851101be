/**
 * XML as a tree, by saxes: strict, without a DOM, and without entities of the document's own. Prefixes are dropped from
 * element names; those of attributes stay.
 */
import { SaxesParser } from "saxes";
import { ManifestError } from "../../errors.ts";
import { limits } from "../../limits.ts";

export interface XmlElement {
  readonly name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  /** Directly inside the element, without spaces around it. */
  text: string;
}

/** Most elements are segments of a timeline, and have none. */
const noChildren: XmlElement[] = [];

/** Throws `MANIFEST_INVALID` for what is not well-formed, and `MANIFEST_TOO_LARGE`. */
export function parseXml(text: string): XmlElement {
  const parser = new SaxesParser();
  const open: XmlElement[] = [];
  let root: XmlElement | undefined;
  let count = 0;

  parser.on("error", (error) => {
    throw new ManifestError("MANIFEST_INVALID", `The manifest is not valid XML: ${error.message}`);
  });
  parser.on("opentag", ({ name, attributes }) => {
    count += 1;
    if (count > limits.xmlElements || open.length >= limits.xmlDepth) {
      throw new ManifestError("MANIFEST_TOO_LARGE", "The manifest has too many elements.");
    }
    const element: XmlElement = {
      name: localName(name),
      attributes,
      children: noChildren,
      text: "",
    };
    const parent = open.at(-1);
    if (parent?.children === noChildren) parent.children = [element];
    else parent?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on("text", (more) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += more;
  });
  parser.on("cdata", (more) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += more;
  });
  parser.on("closetag", () => {
    const element = open.pop();
    if (element !== undefined) element.text = element.text.trim();
  });
  parser.write(text).close();

  if (root === undefined) throw new ManifestError("MANIFEST_INVALID", "The manifest is empty.");
  return root;
}

export function attribute(element: XmlElement | undefined, name: string): string | undefined {
  return element !== undefined && Object.hasOwn(element.attributes, name)
    ? element.attributes[name]
    : undefined;
}

export function children(element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((one) => one.name === name);
}

export function clone(element: XmlElement): XmlElement {
  return {
    name: element.name,
    attributes: { ...element.attributes },
    children: element.children.length === 0 ? noChildren : element.children.map(clone),
    text: element.text,
  };
}

export function countElements(element: XmlElement): number {
  return element.children.reduce((count, one) => count + countElements(one), 1);
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
