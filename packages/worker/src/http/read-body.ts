/** Reads a body chunk by chunk into its buffer. If possible, the platform writes into it directly, which saves a copy. */
import { LoaderError } from "@swarmlane/contract";
import type { BodyBuffer } from "./body-buffer.ts";

/** The next chunk's length, undefined at the end. Rejects with `HTTP_ERROR`, `HTTP_TOO_LARGE`. */
export type ReadChunk = () => Promise<number | undefined>;

export function createBodyReader(stream: ReadableStream<BytesOfOwn>, body: BodyBuffer): ReadChunk {
  const direct = openDirect(stream);
  if (direct !== undefined) {
    return async () => {
      const { done, value } = await asHttpError(direct.read(body.room()));
      if (value !== undefined) body.take(value);
      return done ? undefined : value.byteLength;
    };
  }
  const reader = stream.getReader();
  return async () => {
    const { done, value } = await asHttpError(reader.read());
    if (done) return undefined;
    body.write(value);
    return value.byteLength;
  };
}

/** Browsers only report "failed to fetch" for a dead network, a reset and a missing CORS header. */
export async function asHttpError<T>(step: Promise<T>): Promise<T> {
  try {
    return await step;
  } catch (cause) {
    throw new LoaderError("HTTP_ERROR", cause instanceof Error ? cause.message : "failed");
  }
}

type BytesOfOwn = Uint8Array<ArrayBuffer>;

/** Undefined if bodies are not byte streams (Safari before 26). */
function openDirect(stream: ReadableStream<BytesOfOwn>): ReadableStreamBYOBReader | undefined {
  try {
    return stream.getReader({ mode: "byob" });
  } catch {
    return undefined;
  }
}
