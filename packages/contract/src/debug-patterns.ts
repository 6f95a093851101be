/** Decides which namespaces `localStorage.debug` enables, in the same way as the `debug` package. Pure. */

export type IsEnabled = (namespace: string) => boolean;

/** Patterns are separated by commas or spaces. `*` matches anything, and a leading `-` excludes a pattern. */
export function parseDebugPatterns(text: string): IsEnabled {
  const patterns = text.split(/[\s,]+/).filter((pattern) => pattern !== "");
  const included = patterns.filter((pattern) => !pattern.startsWith("-")).map(toExpression);
  const excluded = patterns
    .filter((pattern) => pattern.startsWith("-"))
    .map((pattern) => toExpression(pattern.slice(1)));
  return (namespace) =>
    included.some((pattern) => pattern.test(namespace)) &&
    !excluded.some((pattern) => pattern.test(namespace));
}

/** A run of `*` counts as one: a long run would make the expression slow. */
function toExpression(pattern: string): RegExp {
  const parts = pattern.split(/\*+/).map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}
