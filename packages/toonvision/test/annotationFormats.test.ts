// Round trip through every annotation format: write a random project, detect the format, read the same samples.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatOf, SOURCE_KINDS, type SourceKind } from '../src/annotations/index.ts';
import { type Project, resolveConfig } from '../src/config/index.ts';
import { type Box, extract } from '../src/dataset/index.ts';
import { surveyFolder } from '../src/init/index.ts';
import { pictureBytes, put, type TestObject, TOWN_CONFIG, temporaryFolder, vocXml } from './datasetTown.ts';

const WIDTH = 120;
const HEIGHT = 90;
const LABELS = ['cog_bb_flunky', 'cog_lb_bigwig', 'cog_bb_yesman', 'toon_dog'];

interface TestImage {
  /** Below the screenshots folder. */
  path: string;
  street: string;
  name: string;
  objects: { label: string; box: Box }[];
}

interface Writer {
  /** Path of an image; default `<street>/<name>.png`. */
  pathOf?: (image: TestImage, index: number) => string;
  /** Writes the annotations; the images already exist. */
  write?: (images: readonly TestImage[], put: (file: string, text: string) => Promise<void>) => Promise<void>;
}

const withExtension = (path: string, extension: string) => path.replace(/\.png$/, extension);

/** Writer of each format. */
const WRITERS: Record<SourceKind, Writer> = {
  voc: {
    async write(images, write) {
      for (const { path, objects } of images)
        await write(
          withExtension(path, '.xml'),
          vocXml(objects.map(({ label, box: b }): TestObject => [label, b.xmin, b.ymin, b.xmax, b.ymax])),
        );
    },
  },
  yolo: {
    async write(images, write) {
      await write('classes.txt', LABELS.join('\n'));
      for (const { path, objects } of images)
        await write(
          withExtension(path, '.txt'),
          objects
            .map(({ label, box: { xmin, ymin, xmax, ymax } }) =>
              [
                LABELS.indexOf(label),
                ...[(xmin + xmax) / 2 / WIDTH, (ymin + ymax) / 2 / HEIGHT],
                ...[(xmax - xmin) / WIDTH, (ymax - ymin) / HEIGHT],
              ].join(' '),
            )
            .join('\n'),
        );
    },
  },
  coco: {
    async write(images, write) {
      const file = {
        images: images.map(({ path }, id) => ({ id, file_name: path, width: WIDTH, height: HEIGHT })),
        categories: LABELS.map((name, id) => ({ id, name })),
        annotations: images.flatMap(({ objects }, id) =>
          objects.map(({ label, box: { xmin, ymin, xmax, ymax } }) => ({
            image_id: id,
            category_id: LABELS.indexOf(label),
            bbox: [xmin, ymin, xmax - xmin, ymax - ymin],
          })),
        ),
      };
      await write('instances.json', JSON.stringify(file));
    },
  },
  labelme: {
    async write(images, write) {
      for (const [index, { path, name, objects }] of images.entries()) {
        const shapes = objects.map(({ label, box: { xmin, ymin, xmax, ymax } }, shape) => ({
          ...{ label, group_id: shape, description: 'seen twice', flags: {} },
          ...(shape % 2 === 0
            ? {
                shape_type: 'rectangle',
                points: [
                  [xmax, ymax],
                  [xmin, ymin],
                ],
              }
            : {
                shape_type: 'polygon',
                points: [
                  [xmin, ymin],
                  [xmax, ymin],
                  [xmin, ymax],
                ],
              }),
        }));
        // Alternately next to the image, and in a separate folder with a Windows path.
        const [file, imagePath] =
          index % 2 === 0
            ? [withExtension(path, '.json'), path]
            : [`json/${index}.json`, `C:\\town\\${path.replaceAll('/', '\\')}`];
        const imageData = name === 'UPPER' ? 'A'.repeat(20_000) : null;
        const size = { imageHeight: HEIGHT, imageWidth: WIDTH };
        await write(file, JSON.stringify({ version: '5.4.1', flags: {}, shapes, imagePath, imageData, ...size }));
      }
    },
  },
  folders: {
    pathOf: ({ street, name, objects }) => [street, objects[0]?.label, `${name}.png`].filter(Boolean).join('/'),
  },
  manifest: {
    async write(images, write) {
      const rows = images.flatMap(({ path, objects }) =>
        objects.map(({ label, box: b }) => [`"${path}"`, label, b.xmin, b.ymin, b.xmax, b.ymax].join(',')),
      );
      await write('samples.csv', `image,label,xmin,ymin,xmax,ymax\n${rows.join('\n')}\n`);
    },
  },
  crops: { pathOf: ({ street, objects }, index) => `${street}/${objects[0]?.label}_${index}.png` },
};

const box = fc
  .tuple(fc.nat(WIDTH - 2), fc.nat(HEIGHT - 2), fc.nat(), fc.nat())
  .map(
    ([xmin, ymin, width, height]): Box => ({
      ...{ xmin, ymin },
      ...{ xmax: xmin + 1 + (width % (WIDTH - xmin)), ymax: ymin + 1 + (height % (HEIGHT - ymin)) },
    }),
  )
  .filter(({ xmax, ymax }) => xmax <= WIDTH && ymax <= HEIGHT);
const object = fc.record({ label: fc.constantFrom(...LABELS), box });
/** Typical file names; `shot_a` and `shot_b` are of one burst. */
const NAMES = ['shot_a', 'shot_b', 'With blanks (2)', 'üñ-1', 'v1.2', 'UPPER'];
const images = fc.uniqueArray(
  fc.record({
    street: fc.constantFrom('ttc', 'br/walled garden'),
    name: fc.constantFrom(...NAMES),
    objects: fc.array(object, { minLength: 1, maxLength: 4 }),
  }),
  { minLength: 4, maxLength: 6, selector: ({ street, name }) => `${street}/${name}` },
);

async function writeProject(kind: SourceKind, drawn: readonly Omit<TestImage, 'path'>[]) {
  const { pathOf = ({ street, name }) => `${street}/${name}.png`, write } = WRITERS[kind];
  const project = resolveConfig(TOWN_CONFIG, await temporaryFolder());
  const placed = drawn.map((image, index) => ({ ...image, path: pathOf({ ...image, path: '' }, index) }));
  for (const [index, { path }] of placed.entries()) await put(project, path, await pictureBytes(index));
  await write?.(placed, (file, text) => put(project, file, text));
  return { project, placed };
}

const readBack = async (project: Project) => {
  const { samples, problems, source } = await extract({ project });
  return {
    kind: source.kind,
    problems: problems.filter(({ kind }) => !kind.startsWith('class-')),
    samples: samples
      .map(({ screenshot, object: number, label, box: read, street }) => ({
        screenshot,
        number,
        label,
        box: read,
        street,
      }))
      .sort((a, b) => a.screenshot.localeCompare(b.screenshot) || a.number - b.number),
  };
};

describe.each(SOURCE_KINDS)('%s', (kind) => {
  const isWhole = formatOf(kind).unit === 'image';
  test('a random project is detected and read back as the same samples', async () => {
    await fc.assert(
      fc.asyncProperty(images, async (drawn) => {
        const { project, placed } = await writeProject(kind, drawn);
        const samples = placed
          .flatMap(({ path, street, objects }) =>
            objects.slice(0, isWhole ? 1 : undefined).map(({ label, box: written }, index) => ({
              screenshot: `screenshots/${path}`,
              number: index + 1,
              label,
              box: isWhole ? { xmin: 0, ymin: 0, xmax: WIDTH, ymax: HEIGHT } : written,
              street,
            })),
          )
          .sort((a, b) => a.screenshot.localeCompare(b.screenshot) || a.number - b.number);
        expect(await readBack(project)).toEqual({ kind, problems: [], samples });
        // Configuring the detected format gives the same samples.
        expect(await readBack({ ...project, source: { kind, file: null } })).toEqual({ kind, problems: [], samples });
      }),
      { seed: 18, numRuns: 6 },
    );
  });

  // Without known labels, cropped files cannot be detected by name.
  if (kind === 'crops') return;
  test('init detects it, with its labels', async () => {
    const drawn = NAMES.flatMap((name, index) =>
      ['ttc', 'br'].map((street) => ({
        ...{ street: kind === 'folders' ? '' : street, name: `${name} ${street}` },
        objects: [{ label: LABELS[index % 2] ?? '', box: { xmin: 1, ymin: 2, xmax: 30, ymax: 40 } }],
      })),
    );
    const { project } = await writeProject(kind, drawn);
    const found = await surveyFolder({ directory: project.directory });
    expect(found).toMatchObject({ kind, images: drawn.length, objects: drawn.length });
    expect(found.labels.map(({ label }) => label).sort()).toEqual(LABELS.slice(0, 2));
  });
});
