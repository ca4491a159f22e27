// The stop reason for a value that is NaN or infinite, used by the training loop and by terminateOnNaN.
import type { StopReason } from './callbacks.ts';

/**
 * Stop reason of kind `notANumber`. @example notANumber('loss', NaN, 3).message; // the loss was NaN in epoch 3; lower
 * the learning rate
 */
export function notANumber(what: string, value: number, epoch: number): StopReason {
  return { kind: 'notANumber', message: `the ${what} was ${value} in epoch ${epoch}; lower the learning rate` };
}
