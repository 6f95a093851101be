/** A `require` like Browserify's. It returns its own modules, and passes other names to the previous `require`. Page. */

export type RequireFunction = (name: string, ...rest: unknown[]) => unknown;

/** Keeps the properties of the previous `require`, such as `require.config` of an AMD loader. */
export function createGlobalRequire(
  former: unknown,
  modules: Readonly<Record<string, unknown>>,
): RequireFunction {
  const known = new Map(Object.entries(modules));
  const before = typeof former === "function" ? (former as RequireFunction) : undefined;
  const require: RequireFunction = (name, ...rest) => {
    if (known.has(name)) return known.get(name);
    if (before !== undefined) return before(name, ...rest);
    throw Object.assign(new Error(`Cannot find module '${name}'`), { code: "MODULE_NOT_FOUND" });
  };
  return Object.assign(require, before);
}
