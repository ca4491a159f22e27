// Tests of extract.ts: samples, crops and problems.
import { chmod, mkdir, readdir, readFile, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { skipWhen } from '@toonvision/testing/skipWhen';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { emptyTown, pictureBytes, put, putShot, smallTown, TOWN_CONFIG, vocXml } from '../../test/datasetTown.ts';
import type { Project } from '../config/index.ts';
import { extract, formatProblem, type Problem, readSamples } from './index.ts';

/** The town's faults apart from the classes that are thin because it is small. */
async function problemsOf(project: Project): Promise<Problem[]> {
  const { problems } = await extract({ project });
  for (const { file, message, remedy } of problems) {
    expect(file).not.toBe('');
    expect(message).not.toMatch(/undefined|Error:|\n {4}at /);
    expect(remedy).toMatch(/^[A-Z].*\.$/);
  }
  return problems.filter(({ kind }) => !kind.startsWith('class-'));
}

async function expectNothingHalfWritten(project: Project): Promise<void> {
  const files = await readdir(project.directory, { recursive: true });
  expect(files.filter((file) => file.endsWith('.tmp'))).toEqual([]);
}

describe('a valid project', () => {
  test('samples have their provenance', async () => {
    const project = await smallTown();
    const { samples, problems, written, reused, screenshots } = await extract({ project });
    expect(problems.filter(({ kind }) => !kind.startsWith('class-'))).toEqual([]);
    expect({ written, reused, screenshots }).toEqual({ written: 5, reused: 0, screenshots: 3 });
    expect(samples.map(({ id }) => id)).toEqual(['br/c_a#1', 'br/c_a#2', 'ttc/a#1', 'ttc/a#2', 'ttc/b#1']);
    expect(samples[2]).toEqual({
      id: 'ttc/a#1',
      screenshot: 'screenshots/ttc/a.png',
      object: 1,
      label: 'cog_bb_flunky',
      parts: { kind: 'cog', suit: 'bb', entity: 'flunky' },
      street: 'ttc',
      burst: 'ttc/a',
      box: { xmin: 10, ymin: 10, xmax: 40, ymax: 60 },
      width: 30,
      height: 50,
      crop: 'dataset/crops/ttc/cog_bb_flunky.a.1.png',
      flags: { difficult: false, truncated: false, clamped: false },
      source: 'voc',
      split: null,
    });
    expect(samples[1]).toMatchObject({ parts: { kind: 'toon', animal: 'dog' }, street: 'br', burst: 'br/c' });
    expect(await readSamples(project)).toEqual(samples);
  });

  test('a crop has the pixels of its box', async () => {
    const project = await smallTown();
    const { samples } = await extract({ project });
    const crop = await sharp(join(project.directory, samples[2]?.crop ?? ''))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(crop.info).toMatchObject({ width: 30, height: 50, channels: 3 });
    expect([...crop.data.subarray(0, 3)]).toEqual([20, 20, 1]);
    expect([...crop.data.subarray(-3)]).toEqual([78, 118, 1]);
  });

  test('writes the same bytes again, and only what changed', async () => {
    const project = await smallTown();
    await extract({ project });
    const before = await readFile(project.paths.samples, 'utf8');
    const again = await extract({ project });
    expect(again).toMatchObject({ written: 0, reused: 5 });
    expect(await readFile(project.paths.samples, 'utf8')).toBe(before);

    // A touched but equal image, a damaged crop, a deleted crop, another image, a moved box.
    const later = new Date(Date.now() + 5000);
    await utimes(join(project.paths.screenshots, 'ttc/a.png'), later, later);
    await truncate(join(project.paths.crops, 'ttc/cog_lb_bigwig.a.2.png'), 10);
    await rm(join(project.paths.crops, 'ttc/cog_bb_flunky.a.1.png'));
    expect(await extract({ project })).toMatchObject({ written: 2, reused: 3 });
    await put(project, 'ttc/b.png', await pictureBytes(77));
    expect(await extract({ project })).toMatchObject({ written: 1, reused: 4 });
    await put(
      project,
      'br/c_a.xml',
      vocXml([
        ['cog_bb_flunky', 3, 4, 9, 12],
        ['toon_dog', 21, 20, 60, 80],
      ]),
    );
    expect(await extract({ project })).toMatchObject({ written: 1, reused: 4 });
  });

  test('stale crops are removed, other files are kept', async () => {
    const project = await smallTown();
    await extract({ project });
    await writeFile(join(project.paths.crops, 'ttc/mine.png'), 'x');
    await rm(join(project.paths.screenshots, 'ttc/a.png'));
    await rm(join(project.paths.screenshots, 'ttc/a.xml'));
    const { samples } = await extract({ project });
    expect(samples.map(({ id }) => id)).toEqual(['br/c_a#1', 'br/c_a#2', 'ttc/b#1']);
    expect((await readdir(join(project.paths.crops, 'ttc'))).sort()).toEqual(['cog_bb_yesman.b.1.png', 'mine.png']);
  });

  test('files written by the tool are not read as screenshots', async () => {
    const project = await emptyTown({ ...TOWN_CONFIG, screenshots: '.' });
    await putShot(project, 'a', [
      ['cog_bb_flunky', 1, 1, 9, 9],
      ['cog_lb_bigwig', 1, 1, 9, 9],
    ]);
    await extract({ project });
    expect(await problemsOf(project)).toEqual([]);
    const { samples } = await extract({ project });
    expect(samples[0]).toMatchObject({ id: 'a#1', screenshot: 'a.png', street: null, burst: 'a' });
  });

  test('ignores truth files and follows linked folders once', async () => {
    const project = await smallTown();
    await put(project, 'ttc/a.truth.json', '{}');
    await symlink(project.paths.screenshots, join(project.paths.screenshots, 'ttc', 'loop'));
    const { samples } = await extract({ project });
    expect(samples).toHaveLength(5);
  });

  test('reports progress, and keeps crops after an interruption', async () => {
    const project = await smallTown();
    const told: number[] = [];
    const stop = new AbortController();
    const running = extract({ project, signal: stop.signal, onProgress: (done) => told.push(done) && stop.abort() });
    await expect(running).rejects.toMatchObject({ name: 'InterruptedError', exitCode: 130 });
    await expect(readSamples(project)).rejects.toThrow(/no samples yet/);
    await expectNothingHalfWritten(project);
    const { reused } = await extract({ project, onProgress: (done, total) => expect(done).toBeLessThanOrEqual(total) });
    expect(told.length).toBeGreaterThan(0);
    expect(reused).toBeGreaterThan(0);
  });
});

describe('image formats', () => {
  test('a JPEG called .png, alpha, grayscale, 16 bits, CMYK and EXIF rotation', async () => {
    const project = await emptyTown();
    const plain = sharp(await pictureBytes(9));
    const kinds: Record<string, Promise<Uint8Array>> = {
      jpeg: plain.clone().jpeg().toBuffer(),
      alpha: plain.clone().ensureAlpha(0.5).png().toBuffer(),
      grey: plain.clone().greyscale().png().toBuffer(),
      deep: plain.clone().toColourspace('rgb16').png().toBuffer(),
      cmyk: plain.clone().toColourspace('cmyk').jpeg().toBuffer(),
      turned: sharp(await pictureBytes(9, [90, 120]))
        .withMetadata({ orientation: 6 })
        .jpeg()
        .toBuffer(),
    };
    for (const [name, bytes] of Object.entries(kinds)) {
      await put(project, `${name}.png`, await bytes);
      await put(project, `${name}.xml`, vocXml([['cog_bb_flunky', 0, 0, 120, 90]]));
    }
    expect(await problemsOf(project)).toEqual([]);
    for (const { crop } of await readSamples(project))
      expect(await sharp(join(project.directory, crop)).metadata()).toMatchObject({
        width: 120,
        height: 90,
        channels: 3,
        depth: 'uchar',
        space: 'srgb',
      });
  });
});

describe('bad input', () => {
  test.each<[string, Uint8Array | string, RegExp]>([
    ['cut short', new Uint8Array(), /broken|no picture/],
    ['not an image', 'hello', /unsupported image format/],
    ['empty', '', /broken|no picture/],
  ])('reports a broken PNG (%s) and extracts the rest', async (kind, bytes, message) => {
    const project = await smallTown();
    const content = kind === 'cut short' ? (await pictureBytes()).subarray(0, 300) : bytes;
    await put(project, 'ttc/x.png', content);
    await put(project, 'ttc/x.xml', vocXml([['cog_bb_flunky', 1, 1, 9, 9]]));
    const problems = await problemsOf(project);
    expect(problems).toMatchObject([{ kind: 'broken-image', severity: 'skipped', file: 'screenshots/ttc/x.png' }]);
    expect(problems[0]?.message).toMatch(message);
    expect(await readSamples(project)).toHaveLength(5);
    await expectNothingHalfWritten(project);
  });

  test('invalid XML', async () => {
    const project = await smallTown();
    await put(project, 'ttc/b.xml', '<annotation>\n<object>');
    expect(await problemsOf(project)).toMatchObject([
      {
        kind: 'broken-annotation',
        file: 'screenshots/ttc/b.xml',
        message: expect.stringMatching(/^invalid XML in line \d/),
      },
    ]);
    expect(await readSamples(project)).toHaveLength(4);
  });

  test('boxes that are outside, partly outside, empty or not numbers', async () => {
    const project = await smallTown();
    await putShot(project, 'ttc/x', [
      ['cog_bb_flunky', 200, 10, 220, 20],
      ['cog_bb_flunky', -5, 80, 10, 95],
      ['cog_bb_flunky', 30, 10, 30, 20],
      ['cog_bb_flunky', 30, 20, 40, 10],
      ['cog_bb_flunky', Number.NaN, 20, 40, 10],
      ['cog_bb_flunky', 0, 0, 120, 90],
    ]);
    const problems = await problemsOf(project);
    expect(problems.map(({ kind, object, severity }) => [object, kind, severity])).toEqual([
      [1, 'box-outside', 'skipped'],
      [2, 'box-clamped', 'repaired'],
      [3, 'box-empty', 'skipped'],
      [4, 'box-empty', 'skipped'],
      [5, 'broken-object', 'skipped'],
    ]);
    expect(problems[0] && formatProblem(problems[0])).toBe(
      'screenshots/ttc/x.xml, object 1: cog_bb_flunky: the box 200,10 to 220,20 is outside the image of 120x90. Draw the box again in labelImg, or delete the object.',
    );
    const samples = (await readSamples(project)).filter(({ screenshot }) => screenshot.endsWith('x.png'));
    expect(samples.map(({ object, box, flags }) => [object, box, flags.clamped])).toEqual([
      [2, { xmin: 0, ymin: 80, xmax: 10, ymax: 90 }, true],
      [6, { xmin: 0, ymin: 0, xmax: 120, ymax: 90 }, false],
    ]);
  });

  test('unknown labels suggest the nearest known one', async () => {
    const project = await smallTown();
    await putShot(project, 'ttc/x', [
      ['cog_bb_flunkie', 1, 1, 9, 9],
      ['cogbb_flunky', 1, 1, 9, 9],
      ['cog_cb_bigwig', 1, 1, 9, 9],
    ]);
    const messages = (await problemsOf(project)).map(({ kind, message }) => `${kind}: ${message}`);
    expect(messages).toEqual([
      'unknown-label: unknown label cog_bb_flunkie: unknown entity flunkie; did you mean flunky?',
      'unknown-label: unknown label cogbb_flunky: it does not match label.pattern; did you mean cog_bb_flunky?',
      'unknown-label: unknown label cog_cb_bigwig: unknown suit cb; did you mean bb?',
    ]);
  });

  test('XML without image, image without XML, two images for one XML, an image of another size', async () => {
    const project = await smallTown();
    await put(project, 'ttc/lost.xml', vocXml([['cog_bb_flunky', 1, 1, 9, 9]]));
    await put(project, 'ttc/new.png', await pictureBytes());
    await put(project, 'ttc/a.webp', await pictureBytes());
    await put(project, 'br/c_a.xml', vocXml([['cog_bb_flunky', 3, 4, 9, 12]], [800, 600]));
    expect((await problemsOf(project)).map(({ kind, file }) => [kind, file])).toEqual([
      ['size-differs', 'screenshots/br/c_a.xml'],
      ['several-images', 'screenshots/ttc/a.webp'],
      ['annotation-without-image', 'screenshots/ttc/lost.xml'],
      ['image-without-annotation', 'screenshots/ttc/new.png'],
    ]);
  });

  test('reports classes with no sample or one', async () => {
    const project = await emptyTown();
    await putShot(project, 'a', [
      ['cog_bb_flunky', 1, 1, 9, 9],
      ['cog_lb_bigwig', 1, 1, 9, 9],
      ['cog_lb_bigwig', 5, 1, 9, 9],
    ]);
    const { problems } = await extract({ project });
    expect(problems.map(({ kind, message }) => `${kind} ${message}`)).toEqual([
      'class-with-one-sample targets.suit.bb: the suit bb (Bossbot) has one sample, so it can be used for training or testing, but not both',
      'class-with-one-sample targets.entity.flunky: the entity flunky has one sample, so it can be used for training or testing, but not both',
      'class-without-sample targets.entity.yesman: the entity yesman has no sample, so it cannot be learned',
    ]);
  });

  test('without a valid object, reports the problems and writes nothing', async () => {
    const project = await emptyTown();
    await putShot(project, 'a', [['banana', 1, 1, 9, 9]]);
    await expect(extract({ project })).rejects.toThrow(/no annotated object is valid[\s\S]*unknown label banana/);
    await expect(stat(project.paths.samples)).rejects.toThrow();
  });

  test('an empty and a missing screenshots folder', async () => {
    const project = await emptyTown();
    await expect(extract({ project })).rejects.toThrow(/no annotated screenshots found/);
    await rm(project.paths.screenshots, { recursive: true });
    await expect(extract({ project })).rejects.toThrow(
      /toonvision\.config\.ts: screenshots: failed to read the screenshots folder/,
    );
    await expect(extract({ project })).rejects.toMatchObject({ name: 'UserError' });
  });

  test('a file where the dataset folder should be', async () => {
    const project = await smallTown();
    await writeFile(join(project.directory, 'dataset'), 'in the way');
    await expect(extract({ project })).rejects.toMatchObject({
      name: 'UserError',
      where: expect.stringContaining('dataset'),
      remedy: expect.any(String),
    });
    await expectNothingHalfWritten(project);
  });

  test(
    'a read-only project folder',
    skipWhen(process.getuid?.() === 0, 'root may write to read-only folders'),
    async () => {
      const project = await smallTown();
      await mkdir(join(project.directory, 'dataset'), { mode: 0o555 });
      await expect(extract({ project })).rejects.toThrow(/permission denied/);
      await chmod(join(project.directory, 'dataset'), 0o755);
    },
  );

  test('damaged samples and cache files', async () => {
    const project = await smallTown();
    await extract({ project });
    for (const name of await readdir(project.paths.cache))
      await writeFile(join(project.paths.cache, name), '{"format":');
    expect(await extract({ project })).toMatchObject({ written: 5, reused: 0 });
    await writeFile(project.paths.samples, '{');
    await expect(readSamples(project)).rejects.toThrow(/not valid JSON[\s\S]*toonvision extract/);
    await writeFile(project.paths.samples, '{"format":"toonvision-samples","version":2,"createdFrom":{},"samples":[]}');
    await expect(readSamples(project)).rejects.toThrow(/version/);
  });
});
