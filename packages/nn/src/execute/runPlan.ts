// Runs a sample through a plan, forward and backward, and copies weights in and gradients out.
import type { Plan } from '../compile/index.ts';
import type { Machine } from '../kernels.ts';
import { type Draw, runnerOf } from '../steps/index.ts';

/** A plan or one of its stages. */
export type Steps = Pick<Plan, 'steps'>;

/** Writes the tables that the kernels read. Call once, before the first sample. */
export function preparePlan(machine: Machine, plan: Steps): void {
  for (const step of plan.steps) runnerOf(step).prepare?.(machine, step);
}

/** Names of the random streams of a plan. */
export function streamsOf(plan: Steps): string[] {
  return plan.steps.flatMap((step) => runnerOf(step).streams?.(step) ?? []);
}

/**
 * Runs the sample whose pixels are at `plan.load.pixels` forward.
 *
 * @param draw for training, with augmentation, dropout and the argmax of pools
 */
export function runForward(machine: Machine, plan: Steps, draw?: Draw): void {
  for (const step of plan.steps) runnerOf(step).forward(machine, step, draw);
}

/** Adds the gradients of the last sample to the sums. Expects the gradient of the logits at `plan.logits.gradient`. */
export function runBackward(machine: Machine, plan: Steps): void {
  for (let i = plan.steps.length - 1; i >= 0; i--) {
    const step = plan.steps[i];
    if (step !== undefined) runnerOf(step).backward(machine, step);
  }
}

/** Copies all weights into the layout of the kernels. */
export function packWeights(machine: Machine, plan: Steps, parameters: Float32Array): void {
  for (const step of plan.steps) runnerOf(step).packWeights?.(machine, step, parameters);
}

/** Sets the gradient sums of all weights to zero. */
export function clearGradients(machine: Machine, plan: Steps): void {
  for (const step of plan.steps) runnerOf(step).clearGradients?.(machine, step);
}

/** Copies the gradient sums into a vector in the layout of the model. */
export function readGradients(machine: Machine, plan: Steps, gradient: Float32Array): void {
  for (const step of plan.steps) runnerOf(step).readGradients?.(machine, step, gradient);
}
