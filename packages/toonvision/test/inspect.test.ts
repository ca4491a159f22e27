// Tests of inspecting a project: files, planted data issues, limits, and invalid input.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { layers } from '@toonvision/nn';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig, type Project } from '../src/config/index.ts';
import { extract, readSamples, split, writeSplit } from '../src/dataset/index.ts';
import { crossValidate, type Inspection, inspectProject, makeFolds, outOfFoldFile } from '../src/inspect/index.ts';
import { modelBuilder } from '../src/models/index.ts';
import { cli, colorProject } from './cliProcess.ts';

let folder: string;
let project: Project;
const kinds = ({ findings }: Inspection) => findings.filter(({ above }) => above).map(({ kind }) => kind);

beforeAll(async () => {
  folder = await colorProject();
  project = await loadConfig(folder);
  await extract({ project });
  // The boxes are of a single color: give each crop a different pattern, except two.
  for (const [number, { crop }] of (await readSamples(project)).slice(2).entries()) {
    const path = join(folder, crop);
    const { width, height } = await sharp(path).metadata();
    const data = new Uint8Array(width * height * 3);
    for (let at = 0; at < data.length; at += 1)
      data[at] =
        128 +
        120 * Math.sin(((at / 3) % width) * (0.1 + number / 40)) * Math.cos((at / 3 / width) * (0.5 - number / 60));
    await writeFile(
      path,
      await sharp(data, { raw: { width, height, channels: 3 } })
        .png()
        .toBuffer(),
    );
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('inspectProject', () => {
  it('writes readable charts, mean images and contact sheets', async () => {
    const inspection = await inspectProject({ project, png: true, theme: 'dark' });
    expect(inspection.files).toEqual(
      expect.arrayContaining([
        'dataset/inspect/streets.svg',
        'dataset/inspect/classes-suit.svg',
        'dataset/inspect/classes-suit.png',
        'dataset/inspect/streets-suit.svg',
        'dataset/inspect/cells-entity.svg',
        'dataset/inspect/crop-sizes.svg',
        'dataset/inspect/crop-shapes.svg',
        'dataset/inspect/mean-suit.png',
        'dataset/inspect/contact-suit-bb.jpg',
      ]),
    );
    for (const file of inspection.files)
      expect((await sharp(join(folder, file)).metadata()).width).toBeGreaterThan(100);
    expect((await readdir(join(folder, 'dataset/inspect'))).sort()).toEqual(
      inspection.files.map((file) => file.replace('dataset/inspect/', '')).sort(),
    );
  });

  it('reports consistent numbers', async () => {
    const inspection = await inspectProject({ project, write: false });
    expect(inspection.files).toEqual([]);
    expect(inspection).toMatchObject({ samples: 24, target: 'suit', split: undefined });
    expect(inspection.balance.levels[0]!.classes.map(({ count, streets }) => [count, streets])).toEqual([
      [12, [6, 6]],
      [12, [6, 6]],
    ]);
    expect(inspection.crops.width).toMatchObject({ min: 30, max: 34 });
    expect(inspection.collectNext.find(({ className }) => className === 'flunky')).toMatchObject({
      missing: 18,
      street: null,
    });
    expect(kinds(inspection)).toEqual(['single-color']);
    expect(inspection.findings[0]!.samples.flat()).toHaveLength(2);
  });

  it('finds planted issues: a duplicate across splits, an unreadable crop, a divided burst', async () => {
    const samples = await readSamples(project);
    const made = split({ samples, ...project.split });
    await writeSplit(project, made);
    const sound = await inspectProject({ project, write: false });
    expect(kinds(sound)).toEqual(['single-color']);
    expect(sound.split?.total).toEqual({
      train: expect.any(Number),
      val: expect.any(Number),
      test: expect.any(Number),
    });

    const [from, to, broken] = [
      samples.slice(2).find(({ id }) => made.assignments[id] === 'train')!,
      samples.slice(2).find(({ id }) => made.assignments[id] === 'test')!,
      samples.at(-1)!,
    ];
    const before = await Promise.all([to, broken].map(({ crop }) => readFile(join(folder, crop))));
    await writeFile(join(folder, to.crop), await readFile(join(folder, from.crop)));
    await writeFile(join(folder, broken.crop), 'no picture');
    const torn = samples.find(({ screenshot, id }) => screenshot === from.screenshot && id !== from.id)!;
    await writeSplit(project, { ...made, assignments: { ...made.assignments, [torn.id]: 'val' } });
    const found = await inspectProject({ project, write: false });
    expect(kinds(found)).toEqual(
      expect.arrayContaining(['unreadable-image', 'exact-duplicates', 'near-duplicates-across', 'groups-across']),
    );
    const across = found.findings.find(({ kind }) => kind === 'near-duplicates-across')!;
    expect(across.samples[0]!.sort()).toEqual([from.id, to.id].sort());
    expect(found.findings.find(({ kind }) => kind === 'unreadable-image')!.samples).toEqual([[broken.id]]);
    await Promise.all([to, broken].map(({ crop }, index) => writeFile(join(folder, crop), before[index]!)));
    await rm(project.paths.split);
  });

  it('finds label errors in out-of-fold predictions, and reports outdated ones', async () => {
    const samples = await readSamples(project);
    const lines = samples.map(({ id, parts }, index) => {
      const right = index === 5 ? [0.02, 0.98] : [0.95, 0.05];
      return JSON.stringify({ id, true: parts.suit, probabilities: parts.suit === 'bb' ? right : right.toReversed() });
    });
    const file = outOfFoldFile(project, 'suit');
    await writeFile(
      file,
      `${[...lines, JSON.stringify({ id: 'gone', true: 'bb', probabilities: [1, 0] })].join('\n')}\n`,
    );
    const found = await inspectProject({ project, write: false, images: false });
    expect(found.findings.find(({ kind }) => kind === 'label-errors')!.samples).toEqual([[samples[5]!.id]]);
    expect(found.notes).toEqual(['ignored 1 outdated prediction of removed or relabeled samples']);
    await writeFile(file, '{"id": ');
    await expect(inspectProject({ project, write: false, images: false })).rejects.toThrow(/line 1: not valid JSON/);
    await rm(file);
    await expect(
      inspectProject({ project, write: false, images: false, predictions: '/nowhere.jsonl' }),
    ).rejects.toThrow('no such file');
  });

  it('stops when aborted, and leaves no file', async () => {
    await rm(join(folder, 'dataset/inspect'), { recursive: true, force: true });
    await expect(inspectProject({ project, signal: AbortSignal.abort() })).rejects.toThrow('was interrupted');
    await expect(readdir(join(folder, 'dataset/inspect'))).rejects.toThrow();
  });
});

describe('crossValidate', () => {
  const train = (options = {}) =>
    crossValidate({ project, model: findTiny, folds: 3, epochs: 80, threads: 0, ...options });
  const findTiny = modelBuilder(
    (_input, classes) => [
      layers.rescaling({ scale: 1 / 255 }),
      layers.averagePooling2d({ poolSize: 4 }),
      layers.flatten(),
      layers.dense({ units: classes, activation: 'softmax' }),
    ],
    'tiny',
  );

  it('predicts every sample once, with a model not trained on it, reproducibly', async () => {
    const predictions = await train();
    const samples = await readSamples(project);
    expect(predictions.map(({ id }) => id)).toEqual(samples.map(({ id }) => id));
    for (const { probabilities } of predictions) expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
    expect(await train()).toEqual(predictions);
    expect(predictions.filter((one) => one.true === one.predicted).length).toBeGreaterThan(18);
  });

  it('does not use the test split', async () => {
    const samples = await readSamples(project);
    const made = split({ samples, ...project.split });
    const predicted = new Set((await train({ sealed: made, epochs: 1 })).map(({ id }) => id));
    expect(samples.filter(({ id }) => predicted.has(id) === (made.assignments[id] === 'test'))).toEqual([]);
  });

  it('keeps screenshots in one fold, and each sample in exactly one', async () => {
    const samples = await readSamples(project);
    const folds = makeFolds(samples, { folds: 4, seed: 1, settings: project.split });
    expect(
      folds
        .flat()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(samples.map(({ id }) => id).sort());
    const shots = folds.map((fold) => new Set(fold.map(({ screenshot }) => screenshot)));
    expect(new Set(shots.flatMap((set) => [...set])).size).toBe(shots.reduce((sum, set) => sum + set.size, 0));
    expect(
      Math.max(...folds.map((fold) => fold.length)) - Math.min(...folds.map((fold) => fold.length)),
    ).toBeLessThanOrEqual(2);
    expect(() => makeFolds(samples, { folds: 13, seed: 1, settings: project.split })).toThrow(
      'not enough screenshots and bursts for 13 folds',
    );
    expect(() => makeFolds(samples, { folds: 2, seed: 1, settings: project.split })).toThrow(
      'must be between 3 and 20, got 2',
    );
  });

  it('stops when the signal aborts', async () => {
    await expect(train({ signal: AbortSignal.abort() })).rejects.toThrow('interrupted');
  });
});

describe('toonvision inspect', () => {
  it('prints tables, what to collect and findings; --strict fails and lists exceeded limits', async () => {
    const plain = await cli(['inspect', '--no-files'], { cwd: folder });
    expect(plain.code).toBe(0);
    for (const text of [
      'suit',
      'goal',
      'Collect next',
      'Data issues:',
      'ABOVE  single-color 2',
      'not checked (there is no split yet)',
    ])
      expect(plain.stdout).toContain(text);
    const strict = await cli(['inspect', '--no-files', '--strict'], { cwd: folder });
    expect(strict.code).toBe(1);
    expect(strict.stderr).toContain('1 finding is above its limit: single-color 2 > 0');
    expect((await cli(['inspect', '--no-files', '--strict', '--limit', 'single-color=2'], { cwd: folder })).code).toBe(
      0,
    );
  });

  it('--label-errors trains, writes predictions, and finds the falsified label', async () => {
    const before = await readFile(project.paths.samples, 'utf8');
    await writeFile(
      project.paths.samples,
      before.replace('"cog_bb_flunky","parts":{"suit":"bb"', '"cog_lb_flunky","parts":{"suit":"lb"'),
    );
    const flags = ['--label-errors', '--folds', '3', '--no-files', '--no-images'];
    const { code, stdout } = await cli(['inspect', ...flags, '--json'], { cwd: folder });
    expect(code).toBe(0);
    const { findings } = JSON.parse(stdout) as Inspection;
    const [first] = await readSamples(project);
    expect(findings.find(({ kind }) => kind === 'label-errors')?.samples[0]).toEqual([first!.id]);
    await writeFile(project.paths.samples, before);
    await rm(outOfFoldFile(project, 'suit'));
  });

  it('prints JSON', async () => {
    const { code, stdout } = await cli(['inspect', '--json', '--no-images'], { cwd: folder });
    expect(code).toBe(0);
    const inspection = JSON.parse(stdout) as Inspection;
    expect(inspection.balance.samples).toBe(24);
    expect(inspection.unchecked.map(({ kind }) => kind)).toContain('near-duplicates');
    for (const file of inspection.files) expect(await readFile(join(folder, file), 'utf8')).toContain('<svg');
  });

  it.each([
    [['--limit', 'single-colour=2'], 'did you mean "single-color"?'],
    [['--limit', 'one-colour=2'], 'one-colour is now called single-color'],
    [['--limit', 'tiny=x'], 'got "tiny=x"'],
    [['--target', 'siut'], 'did you mean "suit"?'],
    [['--theme', 'blue'], 'blue'],
  ])('%j is wrong usage', async (flags, message) => {
    const { code, stderr } = await cli(['inspect', ...flags], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('rejects a misspelled goal in the configuration, and a project without samples', async () => {
    const path = join(folder, 'toonvision.config.json');
    const before = await readFile(path, 'utf8');
    await writeFile(path, JSON.stringify({ ...JSON.parse(before), inspect: { goals: { entitty: 30 } } }));
    const misspelt = await cli(['inspect'], { cwd: folder });
    expect(misspelt.code).toBe(2);
    expect(misspelt.stderr).toContain('inspect.goals.entitty: unknown goal "entitty"; did you mean "entity"?');
    await writeFile(path, before);
    const samples = await readFile(project.paths.samples);
    await rm(project.paths.samples);
    const missing = await cli(['inspect'], { cwd: folder });
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('Run `toonvision extract` first.');
    await writeFile(project.paths.samples, samples);
  });
});
