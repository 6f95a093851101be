/** Compares the stand-ins with the source of simple-peer: an update of it may use more of a module. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import SimplePeer from "simple-peer";
import { expect, test } from "vitest";
import { Buffer } from "./buffer.ts";
import errCode from "./err-code.ts";
import randomBytes from "./randombytes.ts";
import { Duplex } from "./readable-stream.ts";

const require = createRequire(import.meta.url);
const simplePeer = sourceOf("simple-peer");

function sourceOf(module: string): string {
  return readFileSync(require.resolve(module), "utf8");
}

/** The distinct matches of the first group of `pattern`. */
function namesIn(source: string, pattern: RegExp): string[] {
  return [...new Set([...source.matchAll(pattern)].map(([, name = ""]) => name))];
}

test("the stream has every method that simple-peer calls on itself and does not define", () => {
  const own = [
    ...Object.getOwnPropertyNames(SimplePeer.prototype),
    ...namesIn(simplePeer, /this\.(\w+) = /g),
  ];
  const inherited = namesIn(simplePeer, /this\.(\w+)\(/g).filter((name) => !own.includes(name));
  const stream = new Duplex();
  expect(inherited).toContain("push");
  expect(inherited.filter((name) => !(name in stream))).toEqual([]);
});

test("the stream has the state that simple-peer reads, and has nothing to flush", () => {
  const { _readableState, _writableState } = new Duplex();
  expect(namesIn(simplePeer, /this\._readableState\.(\w+)/g)).toEqual(Object.keys(_readableState));
  expect(namesIn(simplePeer, /this\._writableState\.(\w+)/g)).toEqual(Object.keys(_writableState));
  expect({ ..._readableState, ..._writableState }).toEqual({ ended: true, finished: true });
  expect(namesIn(simplePeer, /\bstream\.([A-Z]\w*)/g)).toEqual(["Duplex"]);
});

test("the buffer has the methods that simple-peer uses, and formats hex", () => {
  expect(namesIn(simplePeer, /\bBuffer\.(\w+)/g)).toEqual(["from"]);
  expect(Buffer.from(Uint8Array.of(1, 0xab).buffer).toString()).toBe("01ab");
  expect(Buffer.allocUnsafe(3)).toHaveLength(3);
});

test("random names have the length and the encoding that simple-peer uses", () => {
  expect(namesIn(simplePeer, /randombytes\(\d+\)\.toString\('(\w+)'\)/g)).toEqual(["hex"]);
  expect(String(randomBytes(20))).toMatch(/^[0-9a-f]{40}$/);
  expect(String(randomBytes(20))).not.toBe(String(randomBytes(20)));
});

test("an error is returned unchanged", () => {
  const error = new Error("made by simple-peer");
  expect(errCode(error)).toBe(error);
});
