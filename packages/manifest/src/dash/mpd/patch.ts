/**
 * MPD patches (ISO/IEC 23009-1, 5.15): the operations of RFC 5261 on the elements of the manifest before. Selectors are the
 * paths that packagers write: element names, each with a position or with the value of an attribute.
 */
import { ManifestError } from "../../errors.ts";
import { limits } from "../../limits.ts";
import { attribute, clone, countElements, type XmlElement } from "./xml.ts";

/** Returns the patched manifest. `mpd` is not changed. */
export function applyPatch(mpd: XmlElement, patch: XmlElement): XmlElement {
  requireSame(attribute(patch, "mpdId"), attribute(mpd, "id"), "for another manifest");
  requireSame(
    attribute(patch, "originalPublishTime"),
    attribute(mpd, "publishTime"),
    "for another version of the manifest",
  );
  const result = clone(mpd);
  const publishTime = attribute(patch, "publishTime");
  const search = createSearch(result);
  for (const operation of patch.children) apply(search, operation);
  if (countElements(result) > limits.xmlElements) throw tooLarge();
  if (publishTime !== undefined) result.attributes["publishTime"] = publishTime;
  return result;
}

function apply(search: Search, operation: XmlElement): void {
  const target = search(attribute(operation, "sel") ?? "");
  const { element } = target;
  if (operation.name === "add") {
    add(target, operation);
  } else if (operation.name === "remove") {
    if (target.attribute === undefined) siblings(target).splice(indexOf(target), 1);
    else remove(element, target.attribute);
  } else if (operation.name === "replace") {
    if (target.attribute !== undefined) element.attributes[target.attribute] = operation.text;
    else siblings(target).splice(indexOf(target), 1, ...operation.children.map(clone));
  } else {
    throw unsupported(`the operation ${operation.name}`);
  }
}

function add(target: Target, operation: XmlElement): void {
  const { element } = target;
  const type = attribute(operation, "type");
  if (type?.startsWith("@") === true) {
    element.attributes[type.slice(1)] = operation.text;
    return;
  }
  const added = operation.children.map(clone);
  const place = attribute(operation, "pos");
  if (place === "before") siblings(target).splice(indexOf(target), 0, ...added);
  else if (place === "after") siblings(target).splice(indexOf(target) + 1, 0, ...added);
  else if (place === "prepend") element.children = [...added, ...element.children];
  else element.children = [...element.children, ...added];
}

interface Target {
  readonly element: XmlElement;
  readonly parent: XmlElement | undefined;
  /** The attribute that the selector ends with, if it does. */
  readonly attribute: string | undefined;
}

/** Splits at slashes outside quotes, because ids may contain slashes. */
const steps = /\/((?:[^/"']|"[^"]*"|'[^']*')*)/g;
const step = /^(?:[\w.-]+:)?([\w.-]+)(?:\[(?:(\d{1,6})|@([\w:.-]+)=(?:"([^"]*)"|'([^']*)'))\])?$/;

type Search = (selector: string) => Target;

/** Limits the comparisons that one patch can cause. A hostile patch would compare every element with every other. */
const mostComparisons = 5_000_000;

function createSearch(mpd: XmlElement): Search {
  let comparisons = 0;

  function child(candidates: readonly XmlElement[], text: string): XmlElement | undefined {
    const match = step.exec(text);
    if (match === null) throw unsupported(`the selector ${text.slice(0, 200)}`);
    const [, name, position, key, double, single] = match;
    comparisons += candidates.length;
    if (comparisons > mostComparisons) throw tooLarge();
    const fitting = candidates.filter(
      (one) =>
        one.name === name && (key === undefined || attribute(one, key) === (double ?? single)),
    );
    return fitting[position === undefined ? 0 : Number(position) - 1];
  }

  return (selector) => {
    let element: XmlElement | undefined;
    let parent: XmlElement | undefined;
    for (const [, text = ""] of selector.matchAll(steps)) {
      if (text.startsWith("@") && element !== undefined) {
        return { element, parent, attribute: text.slice(1) };
      }
      parent = element;
      element = child(parent?.children ?? [mpd], text);
      if (element === undefined) {
        throw new ManifestError(
          "MANIFEST_INVALID",
          `The patch changes something that does not exist: ${selector.slice(0, 200)}`,
        );
      }
    }
    if (element === undefined) throw unsupported("an empty selector");
    return { element, parent, attribute: undefined };
  };
}

function siblings({ parent }: Target): XmlElement[] {
  if (parent !== undefined) return parent.children;
  throw unsupported("a change of the whole manifest");
}

function indexOf(target: Target): number {
  return siblings(target).indexOf(target.element);
}

function remove(element: XmlElement, name: string): void {
  element.attributes = Object.fromEntries(
    Object.entries(element.attributes).filter(([key]) => key !== name),
  );
}

function requireSame(one: string | undefined, other: string | undefined, what: string): void {
  if (one === undefined || other === undefined || one === other) return;
  throw new ManifestError("MANIFEST_INVALID", `The patch is ${what}.`);
}

function tooLarge(): ManifestError {
  return new ManifestError(
    "MANIFEST_TOO_LARGE",
    "The patch makes the manifest too large or needs too many comparisons.",
  );
}

function unsupported(what: string): ManifestError {
  return new ManifestError(
    "MANIFEST_UNSUPPORTED",
    `The patch uses ${what}, which is not supported.`,
  );
}
