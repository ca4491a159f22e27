// A model file of another tool becomes a run that is evaluated, explained and compared, or is rejected.
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../src/config/index.ts';
import { importModel } from '../src/imports/index.ts';
import { loadRunModel } from '../src/training/index.ts';
import { cli, colorProject } from './cliProcess.ts';
import { archive, KERAS, outputs, pixels, withKeras } from './importFixtures.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toonvision-import-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('importing a model as a run', () => {
  let project: string;
  beforeAll(async () => {
    project = await colorProject();
    await writeFile(join(folder, 'two.keras'), zipSync(await archive(folder)));
    for (const parts of [['extract'], ['split']]) expect((await cli(parts, { cwd: project })).code).toBe(0);
  });
  afterAll(() => rm(project, { recursive: true, force: true }));
  const tool = (...parts: string[]) => cli(parts, { cwd: project });

  it('can be evaluated, explained, used for prediction, listed, compared and reported', {
    timeout: 120_000,
  }, async () => {
    const made = await tool('import', join(folder, 'two.keras'), '--name', 'theirs');
    expect(made).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('runs/theirs: Keras archive by Keras 3.4.1'),
    });
    for (const parts of [
      ['evaluate', 'theirs', '--split', 'val'],
      ['explain', 'theirs', '--wrong', '2', '--split', 'val'],
      ['predict', 'theirs', 'screenshots/ttc/shot00.png', '--boxes'],
      ['runs'],
      ['report', 'theirs'],
    ]) {
      const { code, stderr } = await tool(...parts);
      expect([parts[0], code, stderr]).toEqual([parts[0], 0, expect.not.stringContaining('unexpected')]);
    }
    const resumed = await tool('train', '--resume', 'theirs');
    expect(resumed).toMatchObject({ code: 2, stderr: expect.stringContaining('finished') });
    const again = await tool('import', join(folder, 'two.keras'), '--name', 'theirs');
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('already exists') });
  });

  it('adds a scale layer', async () => {
    const loaded = await loadConfig(project);
    const plain = await importModel({ project: loaded, file: join(folder, 'two.keras'), name: 'plain' });
    const scaled = await importModel({ project: loaded, file: join(folder, 'two.keras'), name: 'scaled', scale: 0.5 });
    const half = pixels.map((value) => value - (value % 2));
    expect(await outputs(await loadRunModel(scaled), half)).toEqual(
      await outputs(
        await loadRunModel(plain),
        half.map((value) => value / 2),
      ),
    );
  });

  it('rejects a different number of classes', withKeras, async () => {
    await copyFile(KERAS, join(folder, 'four.keras'));
    const { code, stderr } = await tool('import', join(folder, 'four.keras'));
    expect(code).toBe(2);
    expect(stderr).toContain('the model has 4 outputs, but the target suit has 2 classes (bb, lb)');
  });

  it('rejects files that are not models', async () => {
    await writeFile(join(folder, 'text.h5'), 'this is text');
    await writeFile(join(folder, 'empty.h5'), '');
    for (const [file, message] of [
      ['text.h5', 'unknown model file format'],
      ['empty.h5', 'unknown model file format'],
      ['none.h5', 'no such file'],
    ]) {
      const { code, stderr } = await tool('import', join(folder, file ?? ''));
      expect([code, stderr]).toEqual([1, expect.stringContaining(message ?? '')]);
    }
  });
});
