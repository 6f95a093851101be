import { expect, test } from "vitest";
import { createPayloads } from "./payloads.ts";

test("bytes are handed over once", () => {
  const payloads = createPayloads();
  const bytes = new Uint8Array([1, 2, 3]);
  const handle = payloads.put(bytes);
  expect(payloads.peek(handle)).toBe(bytes);
  expect(payloads.take(handle)).toBe(bytes);
  expect(payloads.take(handle)).toBeUndefined();
  expect(payloads.peek(handle)).toBeUndefined();
});

test("what is held is counted until it is taken or dropped, each once", () => {
  const payloads = createPayloads();
  const first = payloads.put(new Uint8Array(10));
  const second = payloads.put(new Uint8Array(5));
  expect(payloads.bytes).toBe(15);
  payloads.drop(first);
  payloads.drop(first);
  expect(payloads.bytes).toBe(5);
  payloads.take(second);
  expect(payloads.bytes).toBe(0);
});
