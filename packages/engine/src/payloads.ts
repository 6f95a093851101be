/** Holds the payload bytes of attempts, so that machine contexts carry handles only. One owner a handle. */

declare const handleBrand: unique symbol;
export type PayloadHandle = number & { readonly [handleBrand]: true };

export interface Payloads {
  /** Takes ownership of `bytes`. */
  put(bytes: Uint8Array<ArrayBuffer>): PayloadHandle;
  /** The bytes, still owned here; undefined when the handle was taken or dropped. */
  peek(handle: PayloadHandle): Uint8Array<ArrayBuffer> | undefined;
  /** Hands the bytes over and forgets them; undefined when the handle was taken or dropped. */
  take(handle: PayloadHandle): Uint8Array<ArrayBuffer> | undefined;
  drop(handle: PayloadHandle): void;
  /** Bytes held, for limits and leak checks. */
  readonly bytes: number;
}

export function createPayloads(): Payloads {
  const held = new Map<PayloadHandle, Uint8Array<ArrayBuffer>>();
  let next = 1;
  let bytes = 0;

  function take(handle: PayloadHandle): Uint8Array<ArrayBuffer> | undefined {
    const found = held.get(handle);
    if (found !== undefined && held.delete(handle)) bytes -= found.byteLength;
    return found;
  }

  return {
    put(content) {
      const handle = next++ as PayloadHandle;
      held.set(handle, content);
      bytes += content.byteLength;
      return handle;
    },
    peek: (handle) => held.get(handle),
    take,
    drop(handle) {
      take(handle);
    },
    get bytes() {
      return bytes;
    },
  };
}
