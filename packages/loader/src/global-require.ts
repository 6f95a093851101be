/** A `require` like Browserify's: serves its own modules, and asks the one before it for others. Page. */

export type RequireFunction = (name: string, ...rest: unknown[]) => unknown;

/** Keeps the properties of the one before (an AMD loader has `require.config`, say). */
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
