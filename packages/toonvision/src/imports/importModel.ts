// Imports a model file as a run.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type LayerSpec, layers, type Sequential, sequential } from '@toonvision/nn';
import { UserError } from '../errors/index.ts';
import { type AdoptOptions, adoptModel, type Run } from '../training/index.ts';
import { readModelFile } from './readModelFile.ts';

/** Options of `importModel`. */
export interface ImportOptions extends Omit<AdoptOptions, 'model' | 'origin' | 'classes' | 'input'> {
  /** Model file, or folder of a TensorFlow.js model. */
  file: string;
  /** Factor applied to pixel bytes before the model: 1/255 for a model trained on values from 0 to 1 without rescaling. */
  scale?: number;
  /** Whether to append a softmax, for models that output logits, as PyTorch models usually do. Default false. */
  softmax?: boolean;
}

const PROBABILITY_ACTIVATIONS = ['softmax', 'sigmoid'];
/** Whether the last layer outputs probabilities. */
function endsInProbabilities({ chain }: Sequential): boolean {
  const spec = chain.layers.at(-1)?.spec;
  if (spec === undefined) return false;
  return spec.kind === 'softmax' || ('activation' in spec && PROBABILITY_ACTIVATIONS.includes(spec.activation));
}

/** Adds layers before and after a model, keeping its weights. */
function wrapModel(model: Sequential, before: readonly LayerSpec[], after: readonly LayerSpec[]): Sequential {
  const weights = model.weights();
  const inner = model.chain.layers.map(({ name, spec }): LayerSpec => ({ ...spec, name }));
  const wrapped = sequential([...before, ...inner, ...after], { inputShape: [...model.inputShape], name: model.name });
  wrapped.setWeights(weights);
  return wrapped;
}

/**
 * Imports a model file as a run.
 *
 * @throws UserError as `readModelFile` and `adoptModel` do, and (exit code 2) for `softmax` if the model already outputs
 *   probabilities
 *
 * @example
 * const run = await importModel({ project, file: 'tuned.keras', interpolation: 'nearest' });
 */
export async function importModel({ file, scale, softmax = false, ...options }: ImportOptions): Promise<Run> {
  const source = await readModelFile(file);
  let { model } = source;
  const remarks = [...(source.remarks ?? [])];
  if (scale !== undefined) model = wrapModel(model, [layers.rescaling({ scale, name: 'imported_scale' })], []);
  const probabilities = endsInProbabilities(model);
  if (softmax && probabilities)
    throw new UserError('the model already outputs probabilities', {
      ...{ where: basename(file), remedy: 'Import it without --softmax.', exitCode: 2 },
    });
  if (softmax) model = wrapModel(model, [], [layers.softmax({ name: 'imported_softmax' })]);
  else if (!probabilities)
    remarks.push('The last layer has no softmax. If the outputs are logits, import the model with --softmax.');
  const hash = createHash('sha256');
  await pipeline(createReadStream(source.file), hash);
  const { format, generator, classes, input } = source;
  return adoptModel({
    ...{ ...options, model, classes, input },
    origin: {
      file: basename(file),
      format,
      generator,
      sha256: hash.digest('hex'),
      ...(remarks.length === 0 ? {} : { remarks }),
    },
  });
}
