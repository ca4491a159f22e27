// Converts a run.json of format 1 to format 2, with the fixed values of settings that did not exist then.

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Converts a record of format 1 to format 2 and returns anything else unchanged. Validation is left to the schema.
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
