// Tests of the LabelMe reader.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyTown, pictureBytes, put, putShot } from '../../test/datasetTown.ts';
import { extract, formatProblem } from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import { labelMeReader, parseLabelMe } from './labelMe.ts';

const file = (shapes: unknown, more: object = {}) =>
  JSON.stringify({ version: '5.4.1', flags: {}, shapes, imagePath: 'a.png', imageData: null, ...more });
const shape = (type: string, points: unknown, more: object = {}) => ({
  ...{ label: 'cog_bb_flunky', points, group_id: null, description: '', shape_type: type, flags: {} },
  ...more,
});
const boxOf = (type: string, points: unknown) => parseLabelMe(file([shape(type, points)]), 'a.json').objects[0]?.box;

describe('parseLabelMe', () => {
  test('converts each shape to its bounding box', () => {
    const square = { xmin: 10, ymin: 20, xmax: 40, ymax: 60 };
    expect(
      boxOf('rectangle', [
        [40, 20],
        [10, 60],
      ]),
    ).toEqual(square);
    expect(
      boxOf('rectangle', [
        [10, 20],
        [40, 20],
        [40, 60],
        [10, 60],
      ]),
    ).toEqual(square);
    expect(
      boxOf('polygon', [
        [25, 20],
        [40, 60],
        [10, 30.5],
      ]),
    ).toEqual(square);
    expect(
      boxOf('oriented_rectangle', [
        [25, 20],
        [40, 40],
        [25, 60],
        [10, 40],
      ]),
    ).toEqual(square);
    expect(
      boxOf('circle', [
        [50, 50],
        [53, 54],
      ]),
    ).toEqual({ xmin: 45, ymin: 45, xmax: 55, ymax: 55 });
    expect(
      boxOf('mask', [
        [10, 20],
        [39, 59],
      ]),
    ).toEqual(square);
  });

  test('reads a shape without a type as a polygon, as in files of older versions', () => {
    const { shape_type: _, ...old } = shape('', [
      [1, 2],
      [3, 4],
      [5, 0],
    ]);
    expect(parseLabelMe(file([old]), 'a.json').objects[0]?.box).toEqual({ xmin: 1, ymin: 0, xmax: 5, ymax: 4 });
  });

  test('reads the flags truncated and difficult and ignores others', () => {
    const flags = { truncated: true, difficult: false, occluded: true };
    const { objects } = parseLabelMe(
      file([
        shape(
          'rectangle',
          [
            [1, 1],
            [5, 5],
          ],
          { flags },
        ),
      ]),
      'a.json',
    );
    expect(objects[0]).toMatchObject({ truncated: true, difficult: false });
  });

  test('reports shapes without a box by number', () => {
    const { objects, errors } = parseLabelMe(
      file([
        shape('point', [[1, 1]]),
        shape('line', [
          [1, 1],
          [5, 5],
        ]),
        shape('polygon', [
          [1, 1],
          [5, 5],
        ]),
        shape('circle', [[1, 1]]),
        shape('rectangle', []),
        shape('rectangle', [
          [1, 'x'],
          [5, 5],
        ]),
        shape(
          'rectangle',
          [
            [1, 1],
            [5, 5],
          ],
          { label: ' ' },
        ),
        null,
        shape('constructor', [
          [1, 1],
          [5, 5],
        ]),
        shape('rectangle', [
          [1, 1],
          [5, 5],
        ]),
      ]),
      'a.json',
    );
    expect(objects.map(({ number }) => number)).toEqual([10]);
    expect(errors.map(({ object, message }) => `${object} ${message}`)).toEqual([
      '1 cog_bb_flunky: a shape of type point has no box; draw a rectangle or a polygon',
      '2 cog_bb_flunky: a shape of type line has no box; draw a rectangle or a polygon',
      '3 cog_bb_flunky: a polygon cannot have 2 points',
      '4 cog_bb_flunky: a circle cannot have 1 point',
      '5 points is missing or invalid',
      '6 points is missing or invalid',
      '7 label is missing or invalid',
      '8 the shape is missing or invalid',
      '9 cog_bb_flunky: a shape of type constructor has no box; draw a rectangle or a polygon',
    ]);
  });

  test.each(['', '{', '[]', '{"shapes": {}}', '"x"', 'null'])('the text %j is rejected by name', (text) => {
    expect(() => parseLabelMe(text, 'a.json')).toThrow(UserError);
    expect(() => parseLabelMe(text, 'a.json')).toThrow(/^a\.json: the file is not/);
  });

  test('throws nothing but UserError on arbitrary JSON', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.jsonValue(), fc.record({ label: fc.string(), points: fc.jsonValue() }))),
        (shapes) => {
          const { objects, errors } = parseLabelMe(file(shapes), 'a.json');
          expect(objects.length + errors.length).toBe(shapes.length);
        },
      ),
      { seed: 18, numRuns: 300 },
    );
  });
});

describe('labelMeReader', () => {
  const cog = shape('rectangle', [
    [10, 10],
    [40, 60],
  ]);

  test('reports missing images, invalid files and invalid objects', async () => {
    const project = await emptyTown();
    for (const name of ['a', 'b', 'c', 'free']) await put(project, `ttc/${name}.png`, await pictureBytes());
    await put(project, 'ttc/a.json', file([cog, shape('point', [[1, 1]]), { ...cog, label: 'cog_bb_flunkie' }]));
    await put(project, 'ttc/b.json', '{"shapes": [');
    await put(project, 'json/elsewhere.json', file([cog], { imagePath: '..\\ttc\\c.png' }));
    await put(project, 'json/twice.json', file([cog], { imagePath: '..\\ttc\\c.png' }));
    await put(project, 'json/lost.json', file([cog], { imagePath: '..\\ttc\\gone.png' }));
    await put(project, 'notes.json', '{"author": "me"}');
    const { samples, problems } = await extract({ project });
    expect(samples.map(({ id, source }) => [id, source])).toEqual([
      ['ttc/a#1', 'labelme'],
      ['ttc/c#1', 'labelme'],
    ]);
    expect(problems.filter(({ kind }) => !kind.startsWith('class-')).map(formatProblem)).toEqual([
      'screenshots/json/lost.json: image ..\\ttc\\gone.png not found. Put the image in the screenshots folder, or remove it from the file.',
      'screenshots/json/twice.json: the image ttc/c.png is annotated twice; the first annotation is used. Remove one of the two.',
      'screenshots/ttc/a.json, object 2: cog_bb_flunky: a shape of type point has no box; draw a rectangle or a polygon. Draw the shape again in LabelMe, or delete it.',
      'screenshots/ttc/a.json, object 3: unknown label cog_bb_flunkie: unknown entity flunkie; did you mean flunky?. Correct the label in LabelMe, or add flunkie to targets.entity.classes in toonvision.config.ts.',
      'screenshots/ttc/b.json: the file is not valid JSON. Open the image in LabelMe and save it again.',
      'screenshots/ttc/free.png: annotation ttc/free.json not found. Annotate the image if it shows an object.',
    ]);
  });

  test('ignores JSON files of another format next to images', async () => {
    const project = await emptyTown();
    await putShot(project, 'ttc/a', [['cog_bb_flunky', 1, 1, 9, 9]]);
    await put(project, 'ttc/a.json', '{"camera": 3}');
    expect((await extract({ project })).source).toEqual({ kind: 'voc', annotations: 1 });
  });

  test('reads a file next to an image outside the project', async () => {
    const folder = join((await emptyTown()).directory, 'elsewhere');
    await mkdir(folder);
    const path = join(folder, 'x.json');
    await writeFile(path, file([cog]));
    const { sidecar } = labelMeReader;
    expect(await sidecar?.matches(path)).toBe(true);
    expect((await sidecar?.read(path))?.objects).toMatchObject([
      { name: 'cog_bb_flunky', box: { xmin: 10, ymax: 60 } },
    ]);
    await writeFile(path, '{"shape": "round"}');
    expect(await sidecar?.matches(path)).toBe(false);
  });
});
