// Tests of the built-in models against the table of the original study, and of loading a user's own.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtInModels, findModel, loadModelFile } from './index.ts';

const input = { height: 600, width: 200, channels: 3 };

describe('built-in models at 600x200x3 and 4 classes', () => {
  // The sums by hand, for tuned: 600*200*27*16 + 100*33*144*12 + 960*4. The article's table says 57.6M and 51.9M there.
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

  it('tells the shapes of the reference', () => {
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

describe("a user's own model", () => {
  let directory: string;
  const file = async (name: string, text: string) => {
    await writeFile(join(directory, name), text);
    return join(directory, name);
  };
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'toonvision-models-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('is loaded from TypeScript and may import @toonvision/nn anywhere', async () => {
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

  it('may be a whole Sequential', async () => {
    const path = await file(
      'whole.ts',
      `import { layers, sequential } from '@toonvision/nn';
       export default (input, classes, { seed }) => sequential(
         [layers.flatten(), layers.dense({ units: classes, activation: 'softmax' })],
         { inputShape: [input.height, input.width, input.channels], seed });`,
    );
    expect((await loadModelFile(path))({ height: 2, width: 3, channels: 3 }, 4).parameters).toBe(18 * 4 + 4);
  });

  it('says what is wrong with it', async () => {
    await expect(loadModelFile(join(directory, 'none.ts'))).rejects.toThrow('no such model file');
    await expect(loadModelFile(await file('empty.ts', 'export const a = 1;'))).rejects.toThrow(
      'exports no model function',
    );
    await expect(loadModelFile(await file('broken.ts', 'export default (('))).rejects.toThrow('cannot be loaded');
    const odd = await loadModelFile(await file('odd.ts', 'export default () => 7;'));
    expect(() => odd(input, 4)).toThrow('neither a list of layers nor a Sequential');
    const narrow = await loadModelFile(
      await file(
        'narrow.ts',
        `import { layers } from '@toonvision/nn';
         export default () => [layers.flatten(), layers.dense({ units: 2, activation: 'softmax' })];`,
      ),
    );
    expect(() => narrow({ height: 2, width: 2, channels: 3 }, 4)).toThrow('2 outputs for 4 classes');
    await expect(findModel('tuend')).rejects.toThrow('did you mean "tuned"?');
  });
});
