/** Keeps a page's main thread busy from now on, until the page is closed. Node. */
import type { UndrivenPage } from "@swarmlane/testkit/node";
import type { Stage } from "./stage.ts";

export interface Blocking {
  /** ms that the thread is blocked at a time. */
  readonly busy: number;
  /** ms from one block to the next. */
  readonly every: number;
}

/** Computes: the page also occupies a core. */
export async function spin(page: UndrivenPage, _stage: Stage, blocking: Blocking): Promise<void> {
  await page.evaluate(({ busy, every }) => {
    const go = () => {
      const until = performance.now() + busy;
      while (performance.now() < until);
      setTimeout(go, every - busy);
    };
    // Not at once: this call needs its answer.
    setTimeout(go);
  }, blocking);
}

/** Waits for synchronous requests, which the origin answers late: the core is left to others. */
export async function wait(
  page: UndrivenPage,
  { urls }: Stage,
  { busy, every }: Blocking,
): Promise<void> {
  await page.evaluate(
    ([address, rest]) => {
      const go = () => {
        const request = new XMLHttpRequest();
        request.open("GET", address, false);
        // The page is blocked again even if a request fails: an idle page would flatter the result.
        try {
          request.send();
        } finally {
          setTimeout(go, rest);
        }
      };
      setTimeout(go);
    },
    [`${urls.origin}/bytes/wait?size=1&fault=delay:${busy}`, every - busy] as const,
  );
}
