/**
 * Removes from every text of a message what must not leave the host, and keeps texts within the format's limits. Removed parts
 * are replaced by a salted hash, so that equal texts stay equal and ids stay unique. Changes the message in place, because
 * copying every message would cost more than the rest of the feed.
 */
import type { Redaction } from "../format/session.ts";
import { inspectLimits } from "../limits.ts";

/** Returns `value`, or for a text another one. */
export type Redact = <T>(value: T) => T;

const address = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi;
/** Of an address without a scheme, wherever it stands. */
const query = /\?[^\s"'<>?]*=[^\s"'<>]*/g;
const ipv4 = /\b\d{1,3}(?:\.\d{1,3}){3}\b/g;
const ipv6 = /\b(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{0,4}|\b[0-9a-f]{0,4}::[0-9a-f:]*/gi;
/** A cache, because the same ids and addresses occur again and again. */
const remembered = 5000;

export function createRedact(level: Redaction, salt: number): Redact {
  const known = new Map<string, string>();
  const hash = (text: string): string => hashOf(text, salt);

  function cut(text: string, isAddress: boolean): string {
    let safe = text;
    if (level === "tokens") {
      safe = safe.replace(address, (found) => withoutTokens(found, hash));
      safe = isAddress ? withoutTokens(safe, hash) : safe.replace(query, (q) => `?${hash(q)}`);
    }
    if (level === "all") {
      if (isAddress) safe = `url:${hash(safe)}`;
      safe = safe.replace(address, (found) => `url:${hash(found)}`);
      safe = safe.replace(ipv4, (found) => `ip:${hash(found)}`);
      safe = safe.replace(ipv6, (found) => `ip:${hash(found)}`);
    }
    return shorten(safe, hash);
  }

  function redactText(text: string, isAddress = false): string {
    const isHarmless = level === "none" || (level === "tokens" && !/:\/\/|[?#]/.test(text));
    if (isHarmless && text.length <= inspectLimits.idLength) return text;
    const key = isAddress ? `@${text}` : text;
    let safe = known.get(key);
    if (safe === undefined) {
      if (known.size >= remembered) known.clear();
      safe = cut(text, isAddress);
      known.set(key, safe);
    }
    return safe;
  }

  function redactValue(value: unknown, name: string): unknown {
    if (typeof value === "string") return redactText(value, isAddressName(name));
    if (typeof value === "number") return finite(value);
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) redactList(value, name);
    else redactFields(value as Record<string, unknown>, false);
    return value;
  }

  function redactList(list: unknown[], name: string): void {
    for (let index = 0; index < list.length; index += 1) {
      const item = list[index];
      const safe = redactValue(item, name);
      if (safe !== item) list[index] = safe;
    }
  }

  function redactFields(fields: Record<string, unknown>, isMessage: boolean): void {
    for (const name of Object.keys(fields)) {
      if (isMessage && ours.has(name)) continue;
      const value = fields[name];
      const safe = redactValue(value, name);
      if (safe !== value) fields[name] = safe;
      const safeName = redactText(name);
      if (safeName === name) continue;
      fields[safeName] = fields[name];
      Reflect.deleteProperty(fields, name);
    }
  }

  return (value) => {
    if (typeof value !== "object" || value === null) return redactValue(value, "") as typeof value;
    if (Array.isArray(value)) redactList(value, "");
    // The most frequent message only contains the engine's own texts.
    else if ((value as { type?: unknown }).type !== "transition")
      redactFields(value as Record<string, unknown>, true);
    return value;
  };
}

/**
 * Fields of a message that are neither searched nor changed: the engine's own texts, hexadecimal texts, and objects that do not
 * belong to the feed (XState's states, a machine's definition).
 */
const ours: ReadonlySet<string> = new Set([
  ...["type", "actor", "parent", "machine", "src", "edges", "from", "to", "state", "phase"],
  ...["source", "decision", "how", "peer", "code", "loader", "session", "thread", "redaction"],
]);

function isAddressName(name: string): boolean {
  return name.length >= 3 && name.slice(-3).toLowerCase() === "url";
}

/** Scheme, host, port and path stay. A `+` after the query is the 0.6 engines' own: ids are `address+stream+sequence`. */
function withoutTokens(text: string, hash: (text: string) => string): string {
  const [, scheme = "", credentials = "", rest = text] =
    /^([^:/?#]+:\/\/)([^/@?#]*@)?(.*)$/s.exec(text) ?? [];
  if (/\?[0-9a-f]{8}$/.test(rest)) return text;
  const start = rest.search(/[?#]/);
  const path = start < 0 ? rest : rest.slice(0, start);
  const query = start < 0 ? "" : `?${hash(rest.slice(start))}`;
  return `${scheme}${credentials === "" ? "" : `${hash(credentials)}@`}${path}${query}`;
}

function shorten(text: string, hash: (text: string) => string): string {
  const most = inspectLimits.idLength;
  return text.length <= most ? text : `${text.slice(0, most - 16)}…${hash(text)}`;
}

/** JSON knows no infinity: settings and priorities do. */
function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 0 : Math.sign(value) * Number.MAX_SAFE_INTEGER;
}

/** FNV-1a, 32 bits. The salt keeps short secrets from being guessed. */
function hashOf(text: string, salt: number): string {
  let hash = 0x811c9dc5 ^ salt;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
