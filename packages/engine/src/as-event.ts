/** Shorthands for the machines: an action takes its params from what happened, typed by what it needs. */

/** Hands the event itself to the action. */
export function asEvent<Type extends string>(type: Type) {
  return { type, params: <Event>({ event }: { event: Event }) => event } as const;
}

/** Hands what an effect answered to the action. */
export function asOutput<Type extends string>(type: Type) {
  return {
    type,
    params: <Output>({ event }: { event: { output: Output } }) => event.output,
  } as const;
}
