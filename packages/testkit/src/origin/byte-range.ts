/** The Range request header, single ranges only. Pure. */

/** Both ends inclusive. */
export interface ServedRange {
  readonly first: number;
  readonly last: number;
}

/** "whole": no range, or one that a server must ignore according to RFC 9110. "unsatisfiable": answer 416. */
export function resolveRange(
  header: string | undefined,
  size: number,
): ServedRange | "whole" | "unsatisfiable" {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  if (match === null) return "whole";
  const [, from = "", to = ""] = match;
  if (from === "") {
    if (to === "") return "whole";
    const length = Math.min(Number(to), size);
    return length === 0 ? "unsatisfiable" : { first: size - length, last: size - 1 };
  }
  const first = Number(from);
  const last = to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== "" && Number(to) < first) return "whole";
  return first >= size ? "unsatisfiable" : { first, last };
}
