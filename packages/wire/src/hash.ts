/** FNV-1a with 32 bits: a cheap way to distinguish values. Collisions are easy to forge. Pure. */

const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

export function hashOf(bytes: Uint8Array): number {
  let hash = offsetBasis;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, prime);
  return hash >>> 0;
}

/** The hash of the UTF-16 units of all texts, one after the other. Each unit is one step. */
export function hashOfTexts(...texts: readonly string[]): number {
  let hash = offsetBasis;
  for (const text of texts)
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), prime);
  return hash >>> 0;
}
