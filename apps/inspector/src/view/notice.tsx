/** Shows the last failure until it is dismissed, and the current progress. */
import type { JSX } from "preact";
import { useInspector } from "./inspector-context.ts";

export function Notice(): JSX.Element {
  const { sources } = useInspector();
  const notice = sources.notice.value;
  const progress = sources.progress.value;
  return (
    <div class="notices">
      <div class="notice" role="alert" data-empty={notice === undefined}>
        {notice !== undefined && (
          <>
            <p>{notice}</p>
            <button type="button" onClick={sources.dismiss}>
              Dismiss
            </button>
          </>
        )}
      </div>
      <p class="progress" role="status" data-empty={progress === undefined}>
        {progress}
      </p>
    </div>
  );
}
