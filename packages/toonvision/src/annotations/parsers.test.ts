// Tests of the readers of YOLO, COCO and manifests.
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

/** Asserts that a reader returns a result or throws a UserError. */
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

  test('round-trips boxes to a thousandth of a pixel', () => {
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
        expect(read.errors).toEqual([]);
        expect(read.unit).toBe('fraction');
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

  test('converts polygons to their bounding box and skips empty lines', () => {
    const { objects } = parseYolo('\n0 0.1 0.2 0.5 0.25 0.3 0.9\n\n7 .5 .5 1 1\n', names);
    expect(objects.map(({ number, box: found }) => [number, found])).toEqual([
      [1, { xmin: 0.1, ymin: 0.2, xmax: 0.5, ymax: 0.9 }],
      [2, { xmin: 0, ymin: 0, xmax: 1, ymax: 1 }],
    ]);
  });

  test('reports invalid lines and keeps object numbers', () => {
    const { objects, errors } = parseYolo(
      '1 .5 .5 1 1\nx .5 .5 1 1\n0 .5 .5 1\n-1 1 1 1 1\n0 300 200 10 10\n0 .5 .5 1 1',
      names,
    );
    expect(objects.map(({ number }) => number)).toEqual([6]);
    expect(errors.map(({ object, message }) => `${object} ${message}`)).toEqual([
      '1 line 1: unknown class number 1; the names file has 2 classes',
      '2 line 2: expected numbers separated by spaces',
      '3 line 3: expected 5 numbers (class, x, y, width, height) or a polygon of at least 3 points, got 4 numbers',
      '4 line 4: -1 is not a class number',
      '5 line 5: the box is in pixels; expected fractions of the image size between 0 and 1',
    ]);
  });

  test('reads class names from text and YAML', () => {
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
    ['a syntax error', 'names: [a'],
    ['a key that is not a number', 'names: {a: b}'],
    [
      'a bomb of aliases',
      `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nnames: [*c,*c,*c,*c,*c,*c,*c,*c]`,
    ],
  ])('rejects YAML with %s', (_, text) => {
    expect(() => parseYoloNames(text, 'dataset.yaml')).toThrow(UserError);
    expect(() => parseYoloNames(text, 'dataset.yaml')).toThrow(/^dataset\.yaml: /);
  });

  test('throws nothing but UserError on arbitrary text', () => {
    const piece = fc.constantFrom('0', '7', '0.5', '-', '.', '1e9', ' ', '\t', '\n', 'x', '\0', 'NaN', 'Infinity');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join(' ')),
        ),
        (text) => {
          const { objects, errors } = parseYolo(text, names);
          for (const { box: found } of objects) expect(Object.values(found!).every(Number.isFinite)).toBe(true);
          expect(new Set([...objects.map(({ number }) => number), ...errors.map(({ object }) => object)]).size).toBe(
            objects.length + errors.length,
          );
          survives(() => parseYoloNames(text, 'a.yaml'));
        },
      ),
      { numRuns: propertyRuns(500) },
    );
  });
});

describe('COCO', () => {
  test('round-trips arbitrary annotations', () => {
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
          const { images, errors } = parseCoco(text, 'a.json');
          expect(errors).toEqual([]);
          images.forEach((image, id) => {
            const wanted = objects.filter(({ image }) => image === id);
            expect(image).toMatchObject({ fileName: `${id}.jpg`, size: { width: 10, height: 20 }, errors: [] });
            expect(image.objects.map(({ number, name: label, box: found }) => [number, label, found])).toEqual(
              wanted.map(({ category, box: written }, index) => [index + 1, labels[category], written]),
            );
          });
        },
      ),
    );
  });

  test('reports invalid entries', () => {
    const { images, errors } = parseCoco(
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
    expect(errors).toEqual([
      'images[1]: duplicate image id 1',
      'images[2]: id is missing or invalid',
      'annotations[3]: there is no image 5',
      'annotations[4]: it has no image_id',
    ]);
    expect(images[0]?.errors.map(({ object, message }) => `${object} ${message}`)).toEqual([
      '1 annotations[0]: bbox is missing or invalid',
      '2 annotations[1]: there is no category 9',
      '3 annotations[2]: a crowd (iscrowd) is not a single object',
    ]);
    expect(images[0]?.objects).toMatchObject([{ number: 4, box: { xmin: 1.5, ymin: 2, xmax: 4.5, ymax: 6 } }]);
  });

  test.each(['', '{', '[]', '{"images": []}', '"x"', '{"images":[],"annotations":[],"categories":[{"id":1}]}'])(
    'rejects the text %j',
    (text) => {
      expect(() => parseCoco(text, 'a.json')).toThrow(UserError);
      expect(() => parseCoco(text, 'a.json')).toThrow(/^a\.json: the file is not (valid JSON|a COCO file)/);
    },
  );

  test('throws nothing but UserError on arbitrary JSON', () => {
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
  test('round-trips rows as CSV and as JSONL', () => {
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
          expect(read.errors).toEqual([]);
          expect(read.rows.map(({ image, label, split, box: found }) => [image, label, split, found])).toEqual(
            rows.map(({ image, label, split, box: written }) => [image, label, split, written]),
          );
        }
      }),
    );
  });

  test('reads Roboflow columns, a corner with width and height, splits and flags', () => {
    const roboflow = 'filename,width,height,class,xmin,ymin,xmax,ymax\na.jpg,640,480,cat,1,2.5,30,40\n';
    expect(parseManifest(roboflow, '_annotations.csv').rows).toMatchObject([
      { line: 2, size: { width: 640, height: 480 }, box: { xmin: 1, ymin: 2.5, xmax: 30, ymax: 40 }, split: null },
    ]);
    const corner = '\ufeffImage Path;Class;X;Y;Width;Height;Set;difficult\n"a;b.jpg";cat;1;2;30;40;Validation;1\n';
    expect(parseManifest(corner, 'a.csv').rows).toMatchObject([
      { image: 'a;b.jpg', size: null, box: { xmin: 1, ymin: 2, xmax: 31, ymax: 42 }, split: 'val', difficult: true },
    ]);
  });

  test('reports invalid rows by line', () => {
    const text =
      'image,label,xmin,ymin,xmax,ymax,split\n,cat,,,,,\na.png,,,,,,\na.png,cat,1,x,3,4,\na.png,cat,1,,3,4,\na.png,cat,,,,,middle\na.png,cat\n';
    const { rows, errors } = parseManifest(text, 'a.csv');
    expect(errors.map(({ line, message }) => `${line} ${message}`)).toEqual([
      '2 the image is missing',
      '3 the label is missing',
      '4 ymin is missing or not a number',
      '5 ymin is missing or not a number',
      '6 unknown split "middle"; expected one of train, val, test',
    ]);
    expect(rows).toMatchObject([{ line: 7, image: 'a.png', box: null }]);
    expect(
      parseManifest('{"image":"a","label":"b"}\n{broken\n[1]\n', 'a.jsonl').errors.map(({ line }) => line),
    ).toEqual([2, 3]);
    expect(() => parseManifest('image,kind\na,b\n', 'a.csv')).toThrow(/a\.csv: the column of the label is missing/);
  });

  test('throws nothing but UserError on arbitrary text', () => {
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
