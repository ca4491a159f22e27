// Brings a run.json of the first format up to the second: what could not be set then had one value.

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A record of format 1 as one of format 2; anything else as it is. Nothing is checked here: the schema does that.
 *
 * @example fromFirstFormat({ format: 1, config: { loss: 'sparseCategoricalCrossentropy', ... }, ... })
 */
export function fromFirstFormat(value: unknown): unknown {
  if (!isObject(value) || value.format !== 1 || !isObject(value.config)) return value;
  const { config } = value;
  return {
    ...value,
    format: 2,
    config: {
      ...config,
      fold: null,
      schedule: { name: 'constant', warmUpSteps: 0 },
      loss: typeof config.loss === 'string' ? { name: config.loss, labelSmoothing: 0 } : config.loss,
      classWeight: { kind: 'none', weights: null },
      sampling: 'none',
    },
  };
}
