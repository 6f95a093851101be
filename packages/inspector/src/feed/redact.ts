/**
 * Cuts from every text of a message what must not leave the host, and keeps it within the format's limits. What is cut is
 * replaced by a salted hash, so that equal texts stay equal and ids stay unique. Pure, for one salt.
 */
import type { Redaction } from "../format/session.ts";
import { inspectLimits } from "../limits.ts";

export type Redact = <T>(value: T) => T;

const address = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi;
/** Of an address without a scheme, wherever it stands. */
const query = /\?[^\s"'<>?]*=[^\s"'<>]*/g;
const ipv4 = /\b\d{1,3}(?:\.\d{1,3}){3}\b/g;
const ipv6 = /\b(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{0,4}|\b[0-9a-f]{0,4}::[0-9a-f:]*/gi;
/** Texts come again and again: ids of segments, addresses. */
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

  function redact(value: unknown, name = ""): unknown {
    if (typeof value === "string") return redactText(value, /url$/i.test(name));
    if (typeof value === "number") return finite(value);
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((item) => redact(item, name));
    return Object.fromEntries(
      Object.entries(value).map(([field, item]) => [redactText(field), redact(item, field)]),
    );
  }

  return (value) => redact(value) as typeof value;
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
