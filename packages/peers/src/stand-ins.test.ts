/** The stand-ins for simple-peer's dependencies against the source that uses them: an update may want more of them. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import SimplePeer from "simple-peer";
import { expect, test } from "vitest";
import { Buffer } from "./stand-in-buffer.ts";
import errCode from "./stand-in-err-code.ts";
import randomBytes from "./stand-in-random.ts";
import { Duplex } from "./stand-in-stream.ts";

const require = createRequire(import.meta.url);
const simplePeer = sourceOf("simple-peer");

function sourceOf(module: string): string {
  return readFileSync(require.resolve(module), "utf8");
}

/** What the first group of `pattern` matches, each once. */
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

test("the stream has the state that simple-peer looks at, and wants nothing flushed", () => {
  const { _readableState, _writableState } = new Duplex();
  expect(namesIn(simplePeer, /this\._readableState\.(\w+)/g)).toEqual(Object.keys(_readableState));
  expect(namesIn(simplePeer, /this\._writableState\.(\w+)/g)).toEqual(Object.keys(_writableState));
  expect({ ..._readableState, ..._writableState }).toEqual({ ended: true, finished: true });
  expect(namesIn(simplePeer, /\bstream\.([A-Z]\w*)/g)).toEqual(["Duplex"]);
});

test("the buffer has what simple-peer asks for, and writes hex", () => {
  expect(namesIn(simplePeer, /\bBuffer\.(\w+)/g)).toEqual(["from"]);
  expect(Buffer.from(Uint8Array.of(1, 0xab).buffer).toString()).toBe("01ab");
  expect(Buffer.allocUnsafe(3)).toHaveLength(3);
});

test("random names are of the length that simple-peer asks for, in the one encoding that it uses", () => {
  expect(namesIn(simplePeer, /randombytes\(\d+\)\.toString\('(\w+)'\)/g)).toEqual(["hex"]);
  expect(String(randomBytes(20))).toMatch(/^[0-9a-f]{40}$/);
  expect(String(randomBytes(20))).not.toBe(String(randomBytes(20)));
});

test("an error stays the one that simple-peer made", () => {
  const error = new Error("made by simple-peer");
  expect(errCode(error)).toBe(error);
});
