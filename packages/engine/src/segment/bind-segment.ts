/** Binds the effects of the segment machine to the ports. */
import { createHttpAttempt, type HttpAttemptPorts } from "./http-attempt.ts";
import { segmentMachine } from "./segment.machine.ts";
import { createStoring, type StoringPorts } from "./storing.ts";
import { createValidation, type ValidationPorts } from "./validation.ts";

export type SegmentPorts = HttpAttemptPorts & ValidationPorts & StoringPorts;

export function bindSegmentMachine(ports: SegmentPorts): typeof segmentMachine {
  return segmentMachine.provide({
    actors: {
      httpAttempt: createHttpAttempt(ports),
      validation: createValidation(ports),
      storing: createStoring(ports),
    },
  });
}
