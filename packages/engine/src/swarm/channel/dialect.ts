/** What one peer speaks. Either thread. Known from its first frame on, which is before anything is asked. */

export interface Dialect {
  /** The peer is one of our own: requests and pieces are numbered (docs/protocol.md). Otherwise it is 0.6. */
  isNumbered: boolean;
}
