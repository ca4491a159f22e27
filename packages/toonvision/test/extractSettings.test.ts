// Tests of repeated extraction after changes, and of the crop and source settings.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../src/config/index.ts';
import { extract } from '../src/dataset/index.ts';
import { pictureBytes, put, putShot, smallTown, TOWN_CONFIG, temporaryFolder, vocXml } from './datasetTown.ts';

describe('extracting again after a change', () => {
  test('writes only changes, keeps ids, and reports changed and removed samples by file', async () => {
    const project = await smallTown();
    const first = await extract({ project });
    expect(first.changes).toBeNull();
    await putShot(project, 'ttc/aa', [['cog_lb_bigwig', 1, 1, 30, 30]], 9);
    const second = await extract({ project });
    expect(second).toMatchObject({ written: 1, reused: 5 });
    expect(second.changes).toEqual({
      added: [{ file: 'screenshots/ttc/aa.png', samples: 1 }],
      changed: [],
      removed: [],
    });
    for (const sample of first.samples) expect(second.samples).toContainEqual(sample);

    await put(project, 'ttc/b.png', await pictureBytes(200));
    await put(project, 'br/c_a.xml', vocXml([['cog_bb_yesman', 3, 4, 9, 13]]));
    await rm(join(project.paths.screenshots, 'ttc/a.png'));
    await rm(join(project.paths.screenshots, 'ttc/a.xml'));
    // Changes are detected even without the cache.
    await rm(join(project.directory, '.toonvision'), { recursive: true });
    const third = await extract({ project });
    expect(third.changes).toEqual({
      added: [],
      changed: [
        { file: 'screenshots/br/c_a.png', what: '1 object removed, 1 label changed, 1 box moved' },
        { file: 'screenshots/ttc/b.png', what: 'image replaced' },
      ],
      removed: [{ file: 'screenshots/ttc/a.png', samples: 2 }],
    });
  });
});

describe('crop settings', () => {
  test('extend crops by a relative margin clamped to the image, and keep the annotated box', async () => {
    const town = await smallTown();
    const project = { ...town, crop: { margin: 0.1, minSize: 1 } };
    const { samples } = await extract({ project });
    const byId = new Map(samples.map((sample) => [sample.id, sample]));
    expect(byId.get('ttc/a#1')).toMatchObject({
      box: { xmin: 10, ymin: 10, xmax: 40, ymax: 60 },
      region: { xmin: 7, ymin: 5, xmax: 43, ymax: 65 },
      width: 36,
      height: 60,
    });
    expect(byId.get('ttc/b#1')).not.toHaveProperty('region');
    expect((await extract({ project: town })).written).toBe(4);
  });

  test('exclude boxes below the minimum size and report them', async () => {
    const town = await smallTown();
    const { samples, problems } = await extract({ project: { ...town, crop: { margin: 0, minSize: 20 } } });
    expect(samples.map(({ id }) => id)).not.toContain('br/c_a#1');
    expect(problems.find(({ kind }) => kind === 'box-too-small')).toMatchObject({
      file: 'screenshots/br/c_a.xml',
      object: 1,
      message: 'cog_bb_flunky: the box has 6x8 pixels; crop.minSize is 20',
    });
  });
});

test('the configuration accepts source and crop, and rejects unknown keys', async () => {
  const folder = await temporaryFolder();
  const project = resolveConfig(
    { ...TOWN_CONFIG, source: { kind: 'coco', file: 'a.json' }, crop: { margin: 0.2, minSize: 5 } },
    folder,
  );
  expect(project).toMatchObject({
    source: { kind: 'coco', file: join(folder, 'a.json') },
    crop: { margin: 0.2, minSize: 5 },
  });
  expect(() => resolveConfig({ ...TOWN_CONFIG, source: { kind: 'voc2' } }, folder)).toThrow(
    /source\.kind: must be 'auto' or 'voc'/,
  );
  expect(() => resolveConfig({ ...TOWN_CONFIG, crop: { margin: -1 } }, folder)).toThrow(
    /crop\.margin: must be 0 or more/,
  );
  const both = { leaveOut: { attribute: 'street', value: 'x' }, testList: 'a' };
  expect(() => resolveConfig({ ...TOWN_CONFIG, split: both }, folder)).toThrow(/both define the test split/);
});
