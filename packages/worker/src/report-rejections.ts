/** Reports unhandled rejections to the page. Worker. */

/** A browser keeps them inside the worker: reported, they reach the page as the worker's `error` event. */
export function reportRejections(): void {
  addEventListener("unhandledrejection", (event: PromiseRejectionEvent) => {
    event.preventDefault();
    reportError(event.reason);
  });
}
