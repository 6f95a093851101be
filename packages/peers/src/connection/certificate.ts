/**
 * Reads which DTLS certificate the other side of a connection has proved to own. Pure.
 *
 * The result is trustworthy although the description comes from the peer. The browser completes the DTLS handshake
 * only if the peer presents a certificate that matches a fingerprint of the remote description, and only if the peer
 * holds its private key (RFC 8122, RFC 8827). So once a channel is open, the fingerprint belongs to the peer: it
 * cannot name somebody else's certificate. A peer may list several fingerprints and match only one of them, and the
 * browser does not tell us which. Then, and whenever a fingerprint has an unexpected form, we do not know.
 */

const wellFormed = /^a=fingerprint:sha-256 ((?:[0-9a-f]{2}:){31}[0-9a-f]{2})\r?$/gim;
/** Every mention counts, so that no spelling that a browser may accept is missed. */
const mention = /fingerprint/gi;

/**
 * `sdp` is the remote description of a connected RTCPeerConnection. Returns the SHA-256 fingerprint in lower-case hex
 * without colons, or "" if it is missing, malformed, ambiguous or accompanied by one of another algorithm.
 */
export function certificateOf(sdp: string): string {
  const values = [...sdp.matchAll(wellFormed)].map(([, value = ""]) => value.toLowerCase());
  const [certificate = "", ...others] = new Set(values);
  const mentions = [...sdp.matchAll(mention)].length;
  if (mentions !== values.length || others.length > 0) return "";
  return certificate.replaceAll(":", "");
}
