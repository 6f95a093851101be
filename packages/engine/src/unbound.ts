/** A placeholder in a machine for an effect that `.provide()` must bind. Unbound, it throws. */
import { fromPromise, type PromiseActorLogic } from "xstate";

export function unboundActor<Output, Input>(name: string): PromiseActorLogic<Output, Input> {
  return fromPromise<Output, Input>(() =>
    Promise.reject(new Error(`"${name}" is not bound: machine.provide() was not given it`)),
  );
}
