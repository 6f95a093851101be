import { defaultLimits } from "@swarmlane/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createPieceAssembly } from "./piece-assembly.ts";
import { createPieceCursor } from "./piece-cursor.ts";

const content = (length: number) => Uint8Array.from({ length }, (_, n) => n % 251);

test("what is cut into pieces is put together to the same bytes", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5000 }),
      fc.integer({ min: 1, max: 600 }),
      fc.integer({ min: 1, max: 6000 }),
      (size, pieceBytes, receiveStartBytes) => {
        const bytes = content(size);
        const cursor = createPieceCursor(bytes, pieceBytes);
        const assembly = createPieceAssembly(size, { receiveStartBytes });
        let last = "more";
        for (let piece = cursor.peek(); piece !== undefined; piece = cursor.peek()) {
          expect(last).toBe("more");
          expect(piece.byteLength).toBeLessThanOrEqual(pieceBytes);
          last = assembly.add(piece);
          cursor.advance();
        }
        expect(last).toBe("complete");
        const taken = assembly.take();
        expect(taken).toEqual(bytes);
        expect(taken.buffer.byteLength).toBe(size);
      },
    ),
  );
});

test("pieces are views of the stored bytes, and the same one until it is sent", () => {
  const bytes = content(10);
  const cursor = createPieceCursor(bytes, 4);
  expect(cursor.peek()?.buffer).toBe(bytes.buffer);
  expect(cursor.peek()).toEqual(bytes.subarray(0, 4));
  cursor.advance();
  expect(cursor.peek()).toEqual(bytes.subarray(4, 8));
});

test("a header's word alone costs no more than the start of a buffer", () => {
  const assembly = createPieceAssembly(defaultLimits.segmentBytes, { receiveStartBytes: 16 });
  assembly.add(content(20));
  const taken = assembly.take();
  expect(taken).toEqual(content(20));
  expect(taken.buffer.byteLength).toBe(20);
});

test("more bytes than promised are an overflow, and change nothing", () => {
  const assembly = createPieceAssembly(8, defaultLimits);
  expect(assembly.add(content(5))).toBe("more");
  expect(assembly.add(content(4))).toBe("overflow");
  expect(assembly.received).toBe(5);
  expect(assembly.take()).toEqual(content(5));
});

test("a transfer that brought nothing leaves nothing", () => {
  expect(createPieceAssembly(8, defaultLimits).take().byteLength).toBe(0);
});
