// Ends a run after an epoch with a value or weight that is not finite.
import type { Callback } from './callbacks.ts';
import { notANumber } from './notANumber.ts';

// Measured times; a rate may be infinite on a coarse clock.
const TIMES = new Set(['seconds', 'imagesPerSecond']);

/**
 * Checks the validation values and the weights after each epoch (extends `TerminateOnNaN` in Keras). The training loop
 * itself already stops at the first batch whose loss is NaN or infinite. Both give a stop reason of kind `notANumber`.
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
