// The readers of YOLO, COCO and manifests: what was written is read back, and nothing a file holds brings them down.
import { propertyRuns } from '@toonvision/testing/propertyRuns';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../errors/index.ts';
import { parseCoco, parseManifest, parseYolo, parseYoloNames } from './index.ts';

const whole = fc.integer({ min: 0, max: 4000 });
const box = fc
  .tuple(whole, whole, fc.integer({ min: 1, max: 900 }), fc.integer({ min: 1, max: 900 }))
  .map(([xmin, ymin, width, height]) => ({ xmin, ymin, xmax: xmin + width, ymax: ymin + height }));
const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text.trim() === text);

/** A reader gives a result or a UserError, whatever it reads. */
function survives(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
  }
}

describe('YOLO', () => {
  const names = new Map([
    [0, 'cat'],
    [7, 'dog'],
  ]);

  test('whatever was written is read back, to a thousandth of a pixel', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(0, 7), box), { maxLength: 8 }), (objects) => {
        const [width, height] = [5000, 4900];
        const text = objects
          .map(([index, { xmin, ymin, xmax, ymax }]) =>
            [
              index,
              ...[(xmin + xmax) / 2 / width, (ymin + ymax) / 2 / height, (xmax - xmin) / width, (ymax - ymin) / height],
            ].join(' '),
          )
          .join('\r\n');
        const read = parseYolo(text, names);
        expect(read.faults).toEqual([]);
        expect(read.unit).toBe('share');
        read.objects.forEach((object, place) => {
          const [index, written] = objects[place]!;
          expect([object.number, object.name]).toEqual([place + 1, names.get(index)]);
          expect(object.box!.xmin * width).toBeCloseTo(written.xmin, 3);
          expect(object.box!.ymax * height).toBeCloseTo(written.ymax, 3);
        });
        expect(read.objects).toHaveLength(objects.length);
      }),
    );
  });

  test('an outline becomes the box around it; empty lines do not count', () => {
    const { objects } = parseYolo('\n0 0.1 0.2 0.5 0.25 0.3 0.9\n\n7 .5 .5 1 1\n', names);
    expect(objects.map(({ number, box: found }) => [number, found])).toEqual([
      [1, { xmin: 0.1, ymin: 0.2, xmax: 0.5, ymax: 0.9 }],
      [2, { xmin: 0, ymin: 0, xmax: 1, ymax: 1 }],
    ]);
  });

  test('faults name the line and keep the count', () => {
    const { objects, faults } = parseYolo(
      '1 .5 .5 1 1\nx .5 .5 1 1\n0 .5 .5 1\n-1 1 1 1 1\n0 300 200 10 10\n0 .5 .5 1 1',
      names,
    );
    expect(objects.map(({ number }) => number)).toEqual([6]);
    expect(faults.map(({ object, message }) => `${object} ${message}`)).toEqual([
      '1 line 1: there is no class number 1; there are 2',
      '2 line 2: not all words are numbers',
      '3 line 3: 4 numbers; a box has 5 (class, x, y, width, height), an outline an odd number from 7 on',
      '4 line 4: -1 is not a class number',
      '5 line 5: the box is in pixels; YOLO has fractions of the image size, 0 to 1',
    ]);
  });

  test('class names from text and from YAML', () => {
    expect([...parseYoloNames('cat\r\n\r\ndog\n\n', 'classes.txt')]).toEqual([
      [0, 'cat'],
      [2, 'dog'],
    ]);
    expect([...parseYoloNames('nc: 2\nnames: [cat, 7]', 'data.yaml')]).toEqual([
      [0, 'cat'],
      [1, '7'],
    ]);
    expect([...parseYoloNames('train: ../x\nnames:\n  3: cat\n', 'data.yml')]).toEqual([[3, 'cat']]);
  });

  test.each([
    ['no names', 'nc: 3'],
    ['broken', 'names: [a'],
    ['no number', 'names: {a: b}'],
    [
      'a bomb of aliases',
      `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nnames: [*c,*c,*c,*c,*c,*c,*c,*c]`,
    ],
  ])('YAML with %s is refused', (_, text) => {
    expect(() => parseYoloNames(text, 'dataset.yaml')).toThrow(UserError);
    expect(() => parseYoloNames(text, 'dataset.yaml')).toThrow(/^dataset\.yaml: /);
  });

  test('no text whatever brings it down', () => {
    const piece = fc.constantFrom('0', '7', '0.5', '-', '.', '1e9', ' ', '\t', '\n', 'x', '\0', 'NaN', 'Infinity');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join(' ')),
        ),
        (text) => {
          const { objects, faults } = parseYolo(text, names);
          for (const { box: found } of objects) expect(Object.values(found!).every(Number.isFinite)).toBe(true);
          expect(new Set([...objects.map(({ number }) => number), ...faults.map(({ object }) => object)]).size).toBe(
            objects.length + faults.length,
          );
          survives(() => parseYoloNames(text, 'a.yaml'));
        },
      ),
      { numRuns: propertyRuns(500) },
    );
  });
});

describe('COCO', () => {
  test('whatever was written is read back', () => {
    const object = fc.record({ image: fc.nat(4), category: fc.nat(2), box });
    fc.assert(
      fc.property(
        fc.array(object, { maxLength: 12 }),
        fc.uniqueArray(name, { minLength: 3, maxLength: 3 }),
        (objects, labels) => {
          const text = JSON.stringify({
            info: {},
            images: Array.from({ length: 5 }, (_, id) => ({ id, file_name: `${id}.jpg`, width: 10, height: 20 })),
            categories: labels.map((label, id) => ({ id: id + 1, name: label, supercategory: 'none' })),
            annotations: objects.map(({ image, category, box: { xmin, ymin, xmax, ymax } }, id) => ({
              id,
              image_id: image,
              category_id: category + 1,
              bbox: [xmin, ymin, xmax - xmin, ymax - ymin],
              iscrowd: 0,
            })),
          });
          const { pictures, faults } = parseCoco(text, 'a.json');
          expect(faults).toEqual([]);
          pictures.forEach((picture, id) => {
            const wanted = objects.filter(({ image }) => image === id);
            expect(picture).toMatchObject({ fileName: `${id}.jpg`, size: { width: 10, height: 20 }, faults: [] });
            expect(picture.objects.map(({ number, name: label, box: found }) => [number, label, found])).toEqual(
              wanted.map(({ category, box: written }, index) => [index + 1, labels[category], written]),
            );
          });
        },
      ),
    );
  });

  test('entries that cannot be used are named', () => {
    const { pictures, faults } = parseCoco(
      JSON.stringify({
        images: [{ id: 1, file_name: 'a.png' }, { id: 1, file_name: 'b.png' }, { file_name: 'c.png' }],
        categories: [{ id: 1, name: 'cat' }],
        annotations: [
          { image_id: 1, category_id: 1, bbox: [1, 2, 3] },
          { image_id: 1, category_id: 9, bbox: [1, 2, 3, 4] },
          { image_id: 1, category_id: 1, bbox: [1, 2, 3, 4], iscrowd: 1 },
          { image_id: 5, category_id: 1, bbox: [1, 2, 3, 4] },
          null,
          { image_id: 1, category_id: 1, bbox: [1.5, 2, 3, 4] },
        ],
      }),
      'a.json',
    );
    expect(faults).toEqual([
      'images[1]: duplicate image id 1',
      'images[2]: id is missing or wrong',
      'annotations[3]: there is no image 5',
      'annotations[4]: it has no image_id',
    ]);
    expect(pictures[0]?.faults.map(({ object, message }) => `${object} ${message}`)).toEqual([
      '1 annotations[0]: bbox is missing or wrong',
      '2 annotations[1]: there is no category 9',
      '3 annotations[2]: a crowd (iscrowd) is not a single object',
    ]);
    expect(pictures[0]?.objects).toMatchObject([{ number: 4, box: { xmin: 1.5, ymin: 2, xmax: 4.5, ymax: 6 } }]);
  });

  test.each(['', '{', '[]', '{"images": []}', '"x"', '{"images":[],"annotations":[],"categories":[{"id":1}]}'])(
    'the text %j is refused by name',
    (text) => {
      expect(() => parseCoco(text, 'a.json')).toThrow(UserError);
      expect(() => parseCoco(text, 'a.json')).toThrow(/^a\.json: no (JSON|COCO)/);
    },
  );

  test('no JSON whatever brings it down', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(fc.jsonValue()), fc.array(fc.jsonValue()), (value, images, annotations) => {
        survives(() => parseCoco(JSON.stringify(value), 'a.json'));
        survives(() => parseCoco(JSON.stringify({ images, annotations, categories: [] }), 'a.json'));
      }),
      { numRuns: propertyRuns(300) },
    );
    survives(() => parseCoco(`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'a.json'));
  });
});

describe('manifests', () => {
  test('whatever was written is read back, as CSV and as JSONL', () => {
    const row = fc.record({
      image: name,
      label: name,
      box: fc.option(box),
      split: fc.constantFrom('train', 'val', 'test'),
    });
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), fc.constantFrom(',', ';', '\t'), (rows, sign) => {
        const csv = [
          ['image', 'label', 'split', 'xmin', 'ymin', 'xmax', 'ymax'].join(sign),
          ...rows.map(({ image, label, split, box: written }) =>
            [
              quoted(image),
              quoted(label),
              split,
              ...(['xmin', 'ymin', 'xmax', 'ymax'] as const).map((key) => written?.[key] ?? ''),
            ].join(sign),
          ),
        ].join('\n');
        const jsonl = rows.map(({ box: written, ...rest }) => JSON.stringify({ ...rest, bbox: written })).join('\n');
        for (const [text, file] of [
          [csv, 'a.csv'],
          [jsonl, 'a.jsonl'],
        ] as const) {
          const read = parseManifest(text, file);
          expect(read.faults).toEqual([]);
          expect(read.rows.map(({ picture, label, split, box: found }) => [picture, label, split, found])).toEqual(
            rows.map(({ image, label, split, box: written }) => [image, label, split, written]),
          );
        }
      }),
    );
  });

  test('the columns of Roboflow, a corner with width and height, sides and flags', () => {
    const roboflow = 'filename,width,height,class,xmin,ymin,xmax,ymax\na.jpg,640,480,cat,1,2.5,30,40\n';
    expect(parseManifest(roboflow, '_annotations.csv').rows).toMatchObject([
      { line: 2, size: { width: 640, height: 480 }, box: { xmin: 1, ymin: 2.5, xmax: 30, ymax: 40 }, split: null },
    ]);
    const corner = '\ufeffImage Path;Class;X;Y;Width;Height;Set;difficult\n"a;b.jpg";cat;1;2;30;40;Validation;1\n';
    expect(parseManifest(corner, 'a.csv').rows).toMatchObject([
      { picture: 'a;b.jpg', size: null, box: { xmin: 1, ymin: 2, xmax: 31, ymax: 42 }, split: 'val', difficult: true },
    ]);
  });

  test('rows that cannot be used are named by their line', () => {
    const text =
      'image,label,xmin,ymin,xmax,ymax,split\n,cat,,,,,\na.png,,,,,,\na.png,cat,1,x,3,4,\na.png,cat,1,,3,4,\na.png,cat,,,,,middle\na.png,cat\n';
    const { rows, faults } = parseManifest(text, 'a.csv');
    expect(faults.map(({ line, message }) => `${line} ${message}`)).toEqual([
      '2 it names no image',
      '3 it has no label',
      '4 ymin is missing or no number',
      '5 ymin is missing or no number',
      '6 unknown split middle; write train, val or test',
    ]);
    expect(rows).toMatchObject([{ line: 7, picture: 'a.png', box: null }]);
    expect(
      parseManifest('{"image":"a","label":"b"}\n{broken\n[1]\n', 'a.jsonl').faults.map(({ line }) => line),
    ).toEqual([2, 3]);
    expect(() => parseManifest('image,kind\na,b\n', 'a.csv')).toThrow(/a\.csv: there is no column for the label/);
  });

  test('no text whatever brings it down', () => {
    const piece = fc.constantFrom(
      'image',
      'label',
      ',',
      ';',
      '"',
      '\n',
      '\r',
      '{',
      '}',
      ':',
      'x',
      '1',
      '\0',
      '__proto__',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.boolean(), (pieces, head) => {
        const text = `${head ? 'image,label\n' : ''}${pieces.join('')}`;
        survives(() => parseManifest(text, 'a.csv'));
        survives(() => parseManifest(text, 'a.jsonl'));
      }),
      { numRuns: propertyRuns(500) },
    );
  });
});
