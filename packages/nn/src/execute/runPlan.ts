// Runs one sample through a plan: forward in order, backward in reverse; and moves weights in and gradients out.
import type { Plan } from '../compile/index.ts';
import type { Machine } from '../kernels.ts';
import { type Draw, runnerOf } from '../steps/index.ts';

/** A plan, or a stage of one. */
export type Steps = Pick<Plan, 'steps'>;

/** Once, before the first sample: writes the tables that kernels read. */
export function preparePlan(machine: Machine, plan: Steps): void {
  for (const step of plan.steps) runnerOf(step).prepare?.(machine, step);
}

/** Names of the random streams that a plan draws from. */
export function streamsOf(plan: Steps): string[] {
  return plan.steps.flatMap((step) => runnerOf(step).streams?.(step) ?? []);
}

/** Runs the sample whose pixels lie at `plan.load.pixels`; with a draw as in training: augmentation, dropout, argmaxima. */
export function runForward(machine: Machine, plan: Steps, draw?: Draw): void {
  for (const step of plan.steps) runnerOf(step).forward(machine, step, draw);
}

/** Adds the gradients of the sample that has just run forward to the sums; `plan.logits.gradient` must be filled. */
export function runBackward(machine: Machine, plan: Steps): void {
  for (let i = plan.steps.length - 1; i >= 0; i--) {
    const step = plan.steps[i];
    if (step !== undefined) runnerOf(step).backward(machine, step);
  }
}

/** Copies all weights into the kernels' layout. */
export function packWeights(machine: Machine, plan: Steps, parameters: Float32Array): void {
  for (const step of plan.steps) runnerOf(step).packWeights?.(machine, step, parameters);
}

/** Sets the gradient sums of all weights to zero. */
export function clearGradients(machine: Machine, plan: Steps): void {
  for (const step of plan.steps) runnerOf(step).clearGradients?.(machine, step);
}

/** Copies the gradient sums into a vector in the model's layout. */
export function readGradients(machine: Machine, plan: Steps, gradient: Float32Array): void {
  for (const step of plan.steps) runnerOf(step).readGradients?.(machine, step, gradient);
}
