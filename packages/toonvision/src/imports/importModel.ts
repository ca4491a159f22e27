// Makes a run of a model file.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type LayerSpec, layers, sequential } from '@toonvision/nn';
import { type AdoptOptions, adoptModel, type Run } from '../training/index.ts';
import { readModelFile } from './readModelFile.ts';

export interface ImportOptions extends Omit<AdoptOptions, 'model' | 'origin'> {
  /** The file, or the folder of a TensorFlow.js model. */
  file: string;
  /** Bytes are multiplied by it before the model: 1/255 for one that was trained on numbers from 0 to 1 and has no rescaling itself. */
  scale?: number | undefined;
}

/**
 * Reads a model file and makes a run of it.
 *
 * @throws UserError as `readModelFile` and `adoptModel` do
 *
 * @example
 * const run = await importModel({ project, file: 'tuned.keras', interpolation: 'nearest' });
 */
export async function importModel({ file, scale, ...options }: ImportOptions): Promise<Run> {
  const read = await readModelFile(file);
  let { model } = read;
  if (scale !== undefined) {
    const weights = model.weights();
    const own = model.chain.layers.map(({ name, spec }): LayerSpec => ({ ...spec, name }));
    model = sequential([layers.rescaling({ scale, name: 'imported_scale' }), ...own], {
      inputShape: [...model.inputShape],
      name: model.name,
    });
    model.setWeights(weights);
  }
  const hash = createHash('sha256');
  await pipeline(createReadStream(read.file), hash);
  const { format, generator } = read;
  return adoptModel({
    ...options,
    model,
    origin: {
      file: basename(file),
      format,
      ...(generator === undefined ? {} : { generator }),
      sha256: hash.digest('hex'),
    },
  });
}
