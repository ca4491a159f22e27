// Tests of the sheet of augmented images.
import { join } from 'node:path';
import { layers } from '@toonvision/nn';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { smallTown } from '../../test/datasetTown.ts';
import { extract, readSamples } from '../dataset/index.ts';
import { modelBuilder } from '../models/index.ts';
import { augmentationSheet } from './augmentationSheet.ts';

const augmenting = modelBuilder(
  (_input, classes) => [
    layers.randomBrightness({ factor: [0.5, 0.5] }),
    layers.rescaling({ scale: 1 / 255 }),
    layers.flatten(),
    layers.dense({ units: classes, activation: 'softmax' }),
  ],
  'bright',
);
const plain = modelBuilder(
  (_input, classes) => [layers.flatten(), layers.dense({ units: classes, activation: 'softmax' })],
  'plain',
);

async function town() {
  const project = await smallTown();
  await extract({ project });
  return project;
}

describe('augmentationSheet', () => {
  it('writes one row per sample: the plain image, then the variants', async () => {
    const project = await town();
    const made = await augmentationSheet({ project, model: augmenting, modelName: 'bright', variants: 3 });
    expect(made.file).toBe('dataset/inspect/augmentation-bright.png');
    expect(made.variants).toBe(3);
    expect(made.samples.length).toBe(4);
    const { data, info } = await sharp(join(project.directory, made.file))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    // Tiles of 20x30 are centered in cells 40 wide. Variants are brighter by half the range than the first column.
    const at = (x: number, y: number) => data[(y * info.width + x) * 3 + 1] ?? -1;
    for (const row of [0, 1, 2, 3]) {
      const y = 40 + row * 58 + 15;
      const first = at(10 + 20, y);
      for (const column of [1, 2, 3]) {
        const seen = at(10 + column * 50 + 20, y);
        expect(Math.abs(seen - Math.min(255, first + 127.5))).toBeLessThanOrEqual(1);
      }
    }
  });

  it('takes samples by id, and another target', async () => {
    const project = await town();
    const ids = (await readSamples(project)).map(({ id }) => id);
    const some = [ids[2] ?? '', ids[0] ?? ''];
    const options = { project, model: augmenting, modelName: 'my model', target: 'entity', variants: 1 };
    const made = await augmentationSheet({ ...options, samples: some, theme: 'dark' });
    expect(made.samples).toEqual(some);
    expect(made.file).toBe('dataset/inspect/augmentation-my-model.png');
    await expect(augmentationSheet({ ...options, samples: ['nobody'] })).rejects.toThrow('sample nobody not found');
  });

  it('rejects a model without augmentation, and stops when aborted', async () => {
    const project = await town();
    await expect(augmentationSheet({ project, model: plain, modelName: 'plain' })).rejects.toThrow(
      'the model plain has no augmentation',
    );
    await expect(augmentationSheet({ project, model: augmenting, modelName: 'x', variants: 51 })).rejects.toThrow(
      'must be between 1 and 50, got 51',
    );
    const signal = AbortSignal.abort();
    await expect(augmentationSheet({ project, model: augmenting, modelName: 'x', signal })).rejects.toThrow(
      'interrupted',
    );
  });
});
