/**
 * From a file to messages in a store. Page. Reading is one step: handing a parsed session from a worker to the page costs
 * the page more (apps/inspector/src/README.md). Taking it in is longer, and is done in slices, so that the page answers meanwhile.
 */
import { parseSessionFile, type Message, type SessionContent } from "@swarmlane/inspection";
import { bytesInWords } from "../words/numbers.ts";

/** Bytes. Twice what a recording keeps (200,000 messages are about 40 MB); 50 MB are read in about a second. */
export const largestFile = 100_000_000;

/** Messages that are taken in between two looks at the clock, and ms of a slice: shorter than what is felt. */
const slice = 500;
const sliceTime = 30;

export type ReadFile =
  | { readonly ok: true; readonly content: SessionContent }
  /** In words, without the file's name. */
  | { readonly ok: false; readonly why: string };

export async function readSessionFile(file: Blob): Promise<ReadFile> {
  if (file.size > largestFile) {
    const why = `it has ${bytesInWords(file.size)}, and at most ${bytesInWords(largestFile)} are opened`;
    return { ok: false, why };
  }
  let text: string;
  try {
    text = await file.text();
  } catch (thrown) {
    return { ok: false, why: thrown instanceof Error ? thrown.message : String(thrown) };
  }
  const parsed = parseSessionFile(text);
  return parsed.ok ? { ok: true, content: parsed.value } : { ok: false, why: parsed.error.message };
}

/** A saved session of the page's own origin: nothing is asked of others because an address says so. */
export async function fetchSession(address: string): Promise<ReadFile> {
  if (!URL.canParse(address, location.href) || !isOwn(address)) {
    return { ok: false, why: "it is of another origin; save it, and open the file" };
  }
  try {
    const response = await fetch(address);
    if (response.ok) return await readSessionFile(await response.blob());
    return { ok: false, why: `the server answered ${response.status}` };
  } catch (thrown) {
    return { ok: false, why: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

function isOwn(address: string): boolean {
  return new URL(address, location.href).origin === location.origin;
}

/**
 * Hands on `messages` in slices; the page draws and answers in between. Ends early when `take` says that nobody wants
 * more of them.
 */
export async function takeInSlices(
  messages: readonly Message[],
  take: (messages: readonly Message[]) => boolean,
): Promise<void> {
  let began = performance.now();
  for (let at = 0; at < messages.length; at += slice) {
    if (!take(messages.slice(at, at + slice))) return;
    if (performance.now() - began < sliceTime) continue;
    await nextTask();
    began = performance.now();
  }
}

/** A message is a task like any other; a timer would wait. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
