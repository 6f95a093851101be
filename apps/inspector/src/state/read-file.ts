/**
 * Reads a session file and passes its messages to a store. Page. The file is parsed in one step, because passing a parsed
 * session from a worker to the page costs the page more (apps/inspector/src/README.md). Passing the messages to the store
 * takes longer, so it is done in slices and the page stays responsive.
 */
import { parseSessionFile, type Message, type SessionContent } from "@swarmlane/inspection";
import { bytesInWords } from "../words/numbers.ts";

/** Bytes. A recording keeps about half of this (200,000 messages are about 40 MB). Reading 50 MB takes about a second. */
export const largestFile = 100_000_000;

/** Messages that are processed between two looks at the clock, and ms of one slice: too short to notice. */
const slice = 500;
const sliceTime = 30;

export type ReadFile =
  | { readonly ok: true; readonly content: SessionContent }
  /** In words, without the file's name. */
  | { readonly ok: false; readonly why: string };

export async function readSessionFile(file: Blob): Promise<ReadFile> {
  if (file.size > largestFile) {
    const why = `it is ${bytesInWords(file.size)}, and the limit is ${bytesInWords(largestFile)}`;
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

/** Loads a saved session from the page's own origin. A link cannot make the inspector send requests to other origins. */
export async function fetchSession(address: string): Promise<ReadFile> {
  if (!URL.canParse(address, location.href) || !isOwn(address)) {
    return { ok: false, why: "it is on another origin. Save it, then open the file" };
  }
  try {
    const response = await fetch(address);
    if (response.ok) return await readSessionFile(await response.blob());
    return { ok: false, why: `the server returned HTTP ${response.status}` };
  } catch (thrown) {
    return { ok: false, why: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

function isOwn(address: string): boolean {
  return new URL(address, location.href).origin === location.origin;
}

/**
 * Passes `messages` to `take` in slices, so that the page can draw and respond in between. Ends early when `take` returns
 * false.
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

/** Uses a message, because browsers delay timers. */
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
