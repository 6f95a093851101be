import { writeSessionFile, type Message } from "@swarmlane/inspection";
import { createSyntheticSession } from "@swarmlane/inspection/testing";
import { expect, test } from "vitest";
import { largestFile, readSessionFile, takeInSlices } from "./read-file.ts";

const session = createSyntheticSession({ segments: 20, peers: 2, seconds: 4 });

test("a file that is too large is rejected with both sizes, without being read", async () => {
  const large = { size: 3 * largestFile, text: () => Promise.reject(new Error("was read")) };
  const result = await readSessionFile(large as unknown as Blob);
  expect(result).toEqual({ ok: false, why: "it is 300 MB, and the limit is 100 MB" });
});

test("a file that cannot be read is rejected with the browser's message", async () => {
  const gone = { size: 1, text: () => Promise.reject(new Error("the file is gone")) };
  const result = await readSessionFile(gone as unknown as Blob);
  expect(result).toEqual({ ok: false, why: "the file is gone" });
});

test("messages come in order and once, in slices", async () => {
  const result = await readSessionFile(new Blob([writeSessionFile(session)]));
  if (!result.ok) throw new Error(result.why);
  const taken: Message[] = [];
  let slices = 0;
  await takeInSlices(result.content.messages, (some) => {
    taken.push(...some);
    slices += 1;
    return true;
  });
  expect(taken).toEqual(session.messages);
  expect(slices).toBe(Math.ceil(session.messages.length / 500));
});

test("slicing stops when the receiver no longer wants messages", async () => {
  let slices = 0;
  await takeInSlices(session.messages, () => {
    slices += 1;
    return slices < 2;
  });
  expect(slices).toBe(2);
});
