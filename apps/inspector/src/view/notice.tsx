/** What went wrong, said once, until it is put away. */
import type { JSX } from "preact";
import { useInspector } from "./inspector-context.ts";

export function Notice(): JSX.Element {
  const { sources } = useInspector();
  const notice = sources.notice.value;
  return (
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
  );
}
