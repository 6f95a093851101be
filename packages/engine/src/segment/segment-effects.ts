/**
 * The effects of a segment's machine, bound to the ports of one engine. They are part of the segment's environment, and not
 * of the machine: all engines of a thread share one machine (ADR 0028).
 */
import { createHttpAttempt, type HttpAttempt, type HttpAttemptPorts } from "./http-attempt.ts";
import { createStoring, type Storing, type StoringPorts } from "./storing.ts";
import { createValidation, type Validation, type ValidationPorts } from "./validation.ts";

export interface SegmentEffects {
  readonly httpAttempt: HttpAttempt;
  readonly validation: Validation;
  readonly storing: Storing;
}

export type SegmentPorts = HttpAttemptPorts & ValidationPorts & StoringPorts;

export function createSegmentEffects(ports: SegmentPorts): SegmentEffects {
  return {
    httpAttempt: createHttpAttempt(ports),
    validation: createValidation(ports),
    storing: createStoring(ports),
  };
}
