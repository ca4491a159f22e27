// Ends a run after an epoch whose values or weights are no numbers.
import type { Callback } from './callbacks.ts';
import { notANumber } from './notANumber.ts';

// Measured time, which may be infinite on a coarse clock.
const TIMES = new Set(['seconds', 'imagesPerSecond']);

/**
 * Keras' `TerminateOnNaN`, and more: the loop itself stops at the first batch whose loss is NaN or infinite; this one
 * looks after each epoch at what the loop does not see, the validation values and the weights after the last batch.
 * Both give a stop reason of kind `notANumber`.
 *
 * @example model.fit(data, { callbacks: [terminateOnNaN()] })
 */
export function terminateOnNaN(): Callback {
  return {
    name: 'terminateOnNaN',
    options: {},
    start: () => ({
      onEpochEnd: (record, control) => {
        for (const [name, value] of Object.entries(record)) {
          if (!TIMES.has(name) && !Number.isFinite(value)) {
            control.stop(notANumber(name, value, record.epoch));
            return;
          }
        }
        const bad = control.weights().find((weight) => !Number.isFinite(weight));
        if (bad !== undefined) control.stop(notANumber('value of a weight', bad, record.epoch));
      },
    }),
  };
}
