/** A record without some of its fields. */
export function omit<T extends object, K extends keyof T>(
  whole: T,
  ...names: readonly K[]
): Omit<T, K> {
  const without: readonly PropertyKey[] = names;
  const left: Partial<T> = {};
  for (const name in whole) if (!without.includes(name)) left[name] = whole[name];
  return left as Omit<T, K>;
}
