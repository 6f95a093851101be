import { expect, it } from "vitest";
import { watchPageLifecycle } from "./page-lifecycle.ts";

function watch(): { seen: string[]; end: () => void } {
  const seen: string[] = [];
  const end = watchPageLifecycle({
    onSleep: () => seen.push("sleep"),
    onWake: (reason) => seen.push(reason),
    onOnline: () => seen.push("online"),
  });
  return { seen, end };
}

it("sees the page go and come back, by the page cache and by a freeze", () => {
  const { seen, end } = watch();
  window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
  window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  document.dispatchEvent(new Event("freeze"));
  document.dispatchEvent(new Event("resume"));
  window.dispatchEvent(new Event("online"));
  end();
  expect(seen).toEqual([
    "sleep",
    "the page was restored from the back/forward cache",
    "sleep",
    "the page was frozen",
    "online",
  ]);
});

it("takes the first show of a page for nothing, and hears nothing after its end", () => {
  const { seen, end } = watch();
  window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: false }));
  end();
  window.dispatchEvent(new Event("online"));
  expect(seen).toEqual([]);
});

it("wakes once when a page comes back that was frozen in the page cache", () => {
  const { seen, end } = watch();
  window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
  document.dispatchEvent(new Event("freeze"));
  document.dispatchEvent(new Event("resume"));
  window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  end();
  expect(seen).toEqual(["sleep", "sleep", "the page was frozen"]);
});
