import { defaultLimits } from "@swarmlane/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { pieceHeaderBytes, readPiece } from "./piece-frame.ts";
import { createRelayCursor } from "./relay-cursor.ts";

const content = (length: number) => Uint8Array.from({ length }, (_, n) => n % 251);

test("bytes that arrive in any parts are sent on in pieces of one size, as far as they are there", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(
      sizes,
      fc.integer({ min: 1, max: 300 }),
      fc.nat(500),
      (parts, pieceBytes, offset) => {
        const size = offset + parts.reduce((sum, part) => sum + part, 0);
        const whole = content(size);
        const cursor = createRelayCursor(pieceHeaderBytes + pieceBytes, {
          number: 7,
          size,
          offset,
        });
        let added = offset;
        let next = offset;
        for (const part of parts) {
          expect(cursor.mayFollow).toBe(true);
          cursor.add(whole.subarray(added, added + part));
          added += part;
          for (let frame = cursor.peek(); frame !== undefined; frame = cursor.peek()) {
            const piece = readPiece(frame, defaultLimits);
            if ("code" in piece) throw new Error(piece.message);
            expect(piece).toMatchObject({ number: 7, size, offset: next });
            expect(piece.bytes).toEqual(whole.subarray(next, next + piece.bytes.byteLength));
            if (next + pieceBytes <= size) expect(piece.bytes.byteLength).toBe(pieceBytes);
            expect(cursor.advance()).toBe(piece.bytes.byteLength);
            next += piece.bytes.byteLength;
          }
          expect(added - next).toBeLessThan(pieceBytes);
        }
        expect(next).toBe(size);
        expect(cursor.mayFollow).toBe(false);
      },
    ),
  );
});
