// The reason of a run that ends because a value is no number, the same from the loop and from terminateOnNaN.
import type { StopReason } from './callbacks.ts';

/** @example notANumber('loss', NaN, 3).message; // the loss was NaN in epoch 3; lower the learning rate */
export function notANumber(what: string, value: number, epoch: number): StopReason {
  return { kind: 'notANumber', message: `the ${what} was ${value} in epoch ${epoch}; lower the learning rate` };
}
