/** Evidence against a polluter: its bytes are distinguished from the right ones, even if it made them look similar. */
import { fakeBody } from "@swarmlane/testkit";
import { hashOf } from "@swarmlane/wire";
import { expect, test } from "vitest";
import { createSegmentScene, someConnection } from "./segment.fake.ts";

const prime = 0x01000193;
/** `prime * inverse` is 1 modulo 2^32: with it FNV-1a can be run backwards. */
const inverse = 0x359c449b;

/** Other bytes of the same length and with the same 32-bit FNV-1a, which takes milliseconds to find. */
function forge(right: Uint8Array): Uint8Array<ArrayBuffer> {
  const wrong = Uint8Array.from(right);
  const at = 500;
  wrong.fill(0x47, 0, at);
  const target = hashOf(right.subarray(0, at + 4));
  for (let salt = 0; salt < 256; salt++) {
    wrong[at - 1] = salt;
    const from = hashOf(wrong.subarray(0, at));
    const forward = new Map<number, number>();
    for (let pair = 0; pair < 65_536; pair++) {
      const one = Math.imul(from ^ (pair & 255), prime);
      forward.set(Math.imul(one ^ (pair >> 8), prime) >>> 0, pair);
    }
    for (let pair = 0; pair < 65_536; pair++) {
      const three = Math.imul(target, inverse) ^ (pair & 255);
      const two = (Math.imul(three, inverse) ^ (pair >> 8)) >>> 0;
      const found = forward.get(two);
      if (found === undefined) continue;
      wrong.set([found & 255, found >> 8, pair >> 8, pair & 255], at);
      return wrong;
    }
  }
  throw new Error("no other bytes with this hash were found");
}

test("a polluter whose bytes have the length and the 32-bit hash of the right ones is found out all the same", async () => {
  const right = fakeBody(1, 1000);
  const wrong = forge(right);
  expect(hashOf(wrong)).toBe(hashOf(right));
  expect(wrong).not.toEqual(right);

  let isValid = false;
  const validate = () => (isValid ? Promise.resolve() : Promise.reject(new Error("bad hash")));
  const scene = createSegmentScene({ callbacks: { validate } });
  const { ports, startP2p, bringByPeer, startHttp, blamed } = scene;
  startP2p(1);
  bringByPeer(1, wrong);
  await ports.clock.settle();
  isValid = true;
  startHttp(2);
  await ports.clock.settle();
  ports.http.find("m+V0+1").respond(right.slice());
  await ports.clock.settle();
  expect(blamed().at(-1)).toEqual([someConnection, "P2P_POLLUTED"]);
});
