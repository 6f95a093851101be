import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createAnnouncePacer } from "./announce-pacer.ts";

const interval = 15_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open() {
  const announce = vi.fn(() => pacer.announced());
  const pacer = createAnnouncePacer(interval, announce);
  return { pacer, announce };
}

test("the first announce leaves at once, in a task of its own", () => {
  const { pacer, announce } = open();
  pacer.announceSoon();
  expect(announce).not.toHaveBeenCalled();
  vi.advanceTimersByTime(0);
  expect(announce).toHaveBeenCalledOnce();
});

test("an announce waits until the interval since the previous one is over", () => {
  const { pacer, announce } = open();
  pacer.announced();
  vi.advanceTimersByTime(5000);
  pacer.announceSoon();
  vi.advanceTimersByTime(9999);
  expect(announce).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(announce).toHaveBeenCalledOnce();
});

test("however often it is asked, it announces once per interval", () => {
  const { pacer, announce } = open();
  for (let second = 0; second < 59; second += 1) {
    pacer.announceSoon();
    pacer.announceSoon();
    vi.advanceTimersByTime(1000);
  }
  expect(announce).toHaveBeenCalledTimes(4);
});

test("a regular announce takes the place of the one that waits", () => {
  const { pacer, announce } = open();
  pacer.announced();
  pacer.announceSoon();
  vi.advanceTimersByTime(1000);
  pacer.announced();
  vi.advanceTimersByTime(60_000);
  expect(announce).not.toHaveBeenCalled();
});

test("stopping it leaves no timer", () => {
  const { pacer } = open();
  pacer.announceSoon();
  pacer.stop();
  expect(vi.getTimerCount()).toBe(0);
});
