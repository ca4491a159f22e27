// Makes a run of a model file.
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
  /** The file, or the folder of a TensorFlow.js model. */
  file: string;
  /** Bytes are multiplied by it before the model: 1/255 for one that was trained on numbers from 0 to 1 and has no rescaling itself. */
  scale?: number;
  /** Put a softmax behind the model: for one whose outputs are logits, as PyTorch's usually are. Default false. */
  softmax?: boolean;
}

const ENDS = ['softmax', 'sigmoid'];
/** Whether the last layer gives probabilities. */
function endsInProbabilities({ chain }: Sequential): boolean {
  const spec = chain.layers.at(-1)?.spec;
  if (spec === undefined) return false;
  return spec.kind === 'softmax' || ('activation' in spec && ENDS.includes(spec.activation));
}

/** The model with layers of its own kind before and behind it. */
function between(model: Sequential, before: readonly LayerSpec[], behind: readonly LayerSpec[]): Sequential {
  const weights = model.weights();
  const own = model.chain.layers.map(({ name, spec }): LayerSpec => ({ ...spec, name }));
  const wider = sequential([...before, ...own, ...behind], { inputShape: [...model.inputShape], name: model.name });
  wider.setWeights(weights);
  return wider;
}

/**
 * Reads a model file and makes a run of it.
 *
 * @throws UserError as `readModelFile` and `adoptModel` do, and (exit code 2) for `softmax` behind a model that has one
 *
 * @example
 * const run = await importModel({ project, file: 'tuned.keras', interpolation: 'nearest' });
 */
export async function importModel({ file, scale, softmax = false, ...options }: ImportOptions): Promise<Run> {
  const read = await readModelFile(file);
  let { model } = read;
  const remarks = [...(read.remarks ?? [])];
  if (scale !== undefined) model = between(model, [layers.rescaling({ scale, name: 'imported_scale' })], []);
  const probabilities = endsInProbabilities(model);
  if (softmax && probabilities)
    throw new UserError('its last layer gives probabilities already', {
      ...{ where: basename(file), remedy: 'Import it without --softmax.', exitCode: 2 },
    });
  if (softmax) model = between(model, [], [layers.softmax({ name: 'imported_softmax' })]);
  else if (!probabilities)
    remarks.push('Its last layer has no softmax: if its outputs are logits, import it with --softmax.');
  const hash = createHash('sha256');
  await pipeline(createReadStream(read.file), hash);
  const { format, generator, classes, input } = read;
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
