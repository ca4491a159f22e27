// Tests of the built-in models and of loading model files.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtInModels, findModel, loadModelFile } from './index.ts';

const input = { height: 600, width: 200, channels: 3 };

describe('built-in models at 600x200x3 and 4 classes', () => {
  // For example tuned: 600*200*27*16 + 100*33*144*12 + 960*4. The article says 57.6M (tuned) and 51.9M (bayesian2).
  it.each([
    ['baseline', 14_620, 15_134_208],
    ['tuned', 6_032, 57_546_240],
    ['random', 60_812, 30_300_000],
    ['bayesian1', 11_992, 138_248_640],
    ['bayesian2', 7_204, 51_845_120],
  ] as const)('%s has %i parameters and %i multiply-adds', (name, parameters, multiplyAdds) => {
    const model = builtInModels[name](input, 4);
    expect(model.name).toBe(name);
    expect(model.parameters).toBe(parameters);
    expect(model.multiplyAdds).toBe(multiplyAdds);
    expect(model.outputShape).toEqual([4]);
  });

  it('summarizes the output shapes of the article', () => {
    const shapes = (text: string) => [...text.matchAll(/\d+x\d+x\d+/g)].map(([shape]) => shape);
    const baseline = shapes(builtInModels.baseline(input, 4).summary());
    for (const shape of ['600x200x4', '300x100x4', '150x50x4', '150x50x8', '75x25x8', '37x12x8']) {
      expect(baseline).toContain(shape);
    }
    const tuned = shapes(builtInModels.tuned(input, 4).summary());
    for (const shape of ['600x200x16', '200x66x16', '100x33x16', '100x33x12', '50x16x12', '16x5x12']) {
      expect(tuned).toContain(shape);
    }
  });
});

describe('a model file', () => {
  let directory: string;
  const file = async (name: string, text: string) => {
    await writeFile(join(directory, name), text);
    return join(directory, name);
  };
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'toonvision-models-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('is loaded from TypeScript and can import @toonvision/nn from anywhere', async () => {
    const path = await file(
      'tiny.ts',
      `import { layers } from '@toonvision/nn';
       export default (_input: { height: number }, classes: number) => [
         layers.rescaling({ scale: 1 / 255 }), layers.maxPooling2d({ poolSize: 10 }), layers.flatten(),
         layers.dense({ units: classes, activation: 'softmax' })];`,
    );
    const model = (await loadModelFile(path))(input, 4);
    expect(model.name).toBe('tiny');
    expect(model.parameters).toBe(60 * 20 * 3 * 4 + 4);
    expect((await findModel(path)).name).toBe('tiny');
  });

  it('can return a Sequential', async () => {
    const path = await file(
      'whole.ts',
      `import { layers, sequential } from '@toonvision/nn';
       export default (input, classes, { seed }) => sequential(
         [layers.flatten(), layers.dense({ units: classes, activation: 'softmax' })],
         { inputShape: [input.height, input.width, input.channels], seed });`,
    );
    expect((await loadModelFile(path))({ height: 2, width: 3, channels: 3 }, 4).parameters).toBe(18 * 4 + 4);
  });

  it('is rejected if it is missing, fails to load, or does not return a matching model', async () => {
    await expect(loadModelFile(join(directory, 'none.ts'))).rejects.toThrow('model file not found');
    await expect(loadModelFile(await file('empty.ts', 'export const a = 1;'))).rejects.toThrow(
      'the default export is not a model function',
    );
    await expect(loadModelFile(await file('broken.ts', 'export default (('))).rejects.toThrow('failed to load');
    const invalid = await loadModelFile(await file('odd.ts', 'export default () => 7;'));
    expect(() => invalid(input, 4)).toThrow('must return a list of layers or a Sequential');
    const narrow = await loadModelFile(
      await file(
        'narrow.ts',
        `import { layers } from '@toonvision/nn';
         export default () => [layers.flatten(), layers.dense({ units: 2, activation: 'softmax' })];`,
      ),
    );
    expect(() => narrow({ height: 2, width: 2, channels: 3 }, 4)).toThrow('expected 4 outputs (one per class), got 2');
    await expect(findModel('tuend')).rejects.toThrow('did you mean "tuned"?');
  });
});
