// What a training state belongs to: everything that decides the bits of a run, so that no state goes on in another one.
import { checksum } from '../checksum.ts';
import { ModelError } from '../modelError.ts';
import { orderOf } from './epochOrder.ts';
import type { FitPlan, LabelledImages } from './fitPlan.ts';
import { isStateObject, type StateObject, type StateValue } from './stateFields.ts';

function dataIdentity(owner: string, data: LabelledImages | undefined): StateObject {
  return {
    [`${owner} pictures`]: data?.images.count ?? 0,
    [`${owner} labels' checksum`]: data === undefined ? 0 : checksum(data.labels),
    [`${owner} sample weights' checksum`]: data?.weights === undefined ? 0 : checksum(data.weights),
  };
}

/**
 * The settings of a run by names that a message can hold. Threads and the number of epochs are none of them: they do not
 * change the bits. The pictures themselves are not looked at.
 */
export function runIdentity(plan: FitPlan): StateObject {
  const { chain, optimizer, loss } = plan;
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
    metrics: plan.metrics.join(', '),
    batchSize: plan.batchSize,
    seed: plan.seed,
    shuffle: plan.shuffle,
    // The first epoch stands for the function, which no file could keep.
    ...(plan.order === undefined ? {} : { "order's checksum": checksum(orderOf(plan, 1)) }),
    ...dataIdentity('training', plan.data),
    ...dataIdentity('validation', plan.validation),
  };
}

const shown = (value: StateValue | undefined): string => (value === undefined ? 'not there' : String(value));

/** @throws ModelError naming the first setting that differs, with both values */
export function checkIdentity(saved: unknown, own: StateObject): void {
  if (!isStateObject(saved)) throw new ModelError('training state: it does not say which run it is of');
  for (const name of new Set([...Object.keys(own), ...Object.keys(saved)])) {
    if (saved[name] === own[name]) continue;
    throw new ModelError(
      `the training state is of another run: ${name} was ${shown(saved[name])}, here it is ${shown(own[name])}`,
    );
  }
}
