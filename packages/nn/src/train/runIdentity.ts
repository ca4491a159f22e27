// The settings that determine the bits of a run, kept in its training state so that no other run resumes from it.
import { checksum } from '../checksum.ts';
import { ModelError } from '../modelError.ts';
import { orderOf } from './epochOrder.ts';
import type { FitSettings } from './fitSettings.ts';
import type { LabeledImages } from './labeledImages.ts';
import { isStateObject, type StateObject, type StateValue } from './stateFields.ts';

// The names are part of stored training states and must not change.
function dataIdentity(owner: string, data: LabeledImages | undefined): StateObject {
  return {
    [`${owner} pictures`]: data?.images.count ?? 0,
    [`${owner} labels' checksum`]: data === undefined ? 0 : checksum(data.labels),
    [`${owner} sample weights' checksum`]: data?.weights === undefined ? 0 : checksum(data.weights),
  };
}

/**
 * The settings of a run by readable names. The number of threads and epochs are not included because they do not change
 * the bits. Labels and weights are compared by checksum, images by their number only.
 */
export function runIdentity(settings: FitSettings): StateObject {
  const { chain, optimizer, loss } = settings;
  const layers = chain.layers.map(({ name, spec }): [string, string] => {
    const { kind, name: _, ...options } = spec;
    return [`layer ${name}`, `${kind} ${JSON.stringify(options)}`];
  });
  return {
    inputShape: chain.inputShape.join('x'),
    'number of layers': chain.layers.length,
    ...Object.fromEntries(layers),
    optimizer: `${optimizer.name} ${JSON.stringify(optimizer.options)}`,
    loss: JSON.stringify(loss),
    metrics: settings.metrics.join(', '),
    batchSize: settings.batchSize,
    seed: settings.seed,
    shuffle: settings.shuffle,
    // The order of the first epoch represents the function, which cannot be stored.
    ...(settings.order === undefined ? {} : { "order's checksum": checksum(orderOf(settings, 1)) }),
    ...dataIdentity('training', settings.data),
    ...dataIdentity('validation', settings.validation),
  };
}

const format = (value: StateValue | undefined): string => (value === undefined ? 'missing' : String(value));

/** @throws ModelError naming the first setting that differs, with both values */
export function checkIdentity(saved: unknown, current: StateObject): void {
  if (!isStateObject(saved)) throw new ModelError('training state: the settings of its run are missing');
  for (const name of new Set([...Object.keys(current), ...Object.keys(saved)])) {
    if (saved[name] === current[name]) continue;
    throw new ModelError(
      `the training state belongs to another run: ${name} was ${format(saved[name])}, now it is ${format(current[name])}`,
    );
  }
}
