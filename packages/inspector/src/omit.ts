/** A record without some of its fields. */
export function omit<T extends object, K extends keyof T>(
  whole: T,
  ...names: readonly K[]
): Omit<T, K> {
  const left = Object.entries(whole).filter(([name]) => !names.some((each) => each === name));
  return Object.fromEntries(left) as Omit<T, K>;
}
