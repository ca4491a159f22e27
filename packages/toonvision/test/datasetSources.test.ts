// Tests of exported dataset layouts: all yield the same labels, boxes and splits, and ambiguity is reported.
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeSource } from '../src/annotations/index.ts';
import { type Config, type Project, resolveConfig } from '../src/config/index.ts';
import { extract, readSamples, type Sample, split } from '../src/dataset/index.ts';
import { put, putShot, smallTown, TOWN_CONFIG, temporaryFolder, vocXml } from './datasetTown.ts';

/** Label, street and box of each sample, sorted by image name: what must not depend on the format. */
const comparable = (samples: readonly Sample[]) =>
  samples
    .map(({ screenshot, object, label, street, box }) => ({
      image: screenshot
        .split('/')
        .at(-1)
        ?.replace(/\.\w+$/, ''),
      object,
      label,
      street,
      box,
    }))
    .sort((a, b) => `${a.image} ${a.object}`.localeCompare(`${b.image} ${b.object}`));

const SPLITS = { a: 'train', b: 'val', c_a: 'test' } as const;
const LABELS = ['cog_bb_flunky', 'cog_lb_bigwig', 'cog_bb_yesman', 'toon_dog'];

interface Written {
  put(file: string, content: string | Uint8Array): Promise<void>;
  /** Images of the small town: name without extension, street, bytes, samples. */
  shots: { name: keyof typeof SPLITS; street: string; bytes: Uint8Array; samples: Sample[] }[];
}

/** The small town as a project of another format. */
async function townAs(write: (tools: Written) => Promise<void>, config: Partial<Config> = {}): Promise<Project> {
  const town = await smallTown();
  const { samples } = await extract({ project: town });
  const shots = await Promise.all(
    (['a', 'b', 'c_a'] as const).map(async (name) => {
      const street = name === 'c_a' ? 'br' : 'ttc';
      const bytes = await readFile(join(town.paths.screenshots, street, `${name}.png`));
      return { name, street, bytes, samples: samples.filter(({ id }) => id.startsWith(`${street}/${name}#`)) };
    }),
  );
  const project = resolveConfig({ ...TOWN_CONFIG, ...config }, await temporaryFolder());
  await mkdir(project.paths.screenshots, { recursive: true });
  await write({ put: (file, content) => put(project, file, content), shots });
  return project;
}

async function expected(): Promise<ReturnType<typeof comparable>> {
  return comparable((await extract({ project: await smallTown() })).samples);
}

const yoloText = (samples: readonly Sample[]) =>
  samples
    .map(({ label, box: { xmin, ymin, xmax, ymax } }) =>
      [
        LABELS.indexOf(label),
        ...[(xmin + xmax) / 240, (ymin + ymax) / 180, (xmax - xmin) / 120, (ymax - ymin) / 90].map((n) => n.toFixed(6)),
      ].join(' '),
    )
    .join('\n');

const coco = (shots: Written['shots'], nameOf: (shot: Written['shots'][number]) => string) =>
  JSON.stringify({
    images: shots.map((shot, id) => ({ id, file_name: nameOf(shot), width: 120, height: 90 })),
    categories: LABELS.map((label, id) => ({ id, name: label })),
    annotations: shots.flatMap(({ samples }, id) =>
      samples.map(({ label, box: { xmin, ymin, xmax, ymax } }) => ({
        image_id: id,
        category_id: LABELS.indexOf(label),
        bbox: [xmin, ymin, xmax - xmin, ymax - ymin],
      })),
    ),
  });

describe('the same samples from every format', () => {
  const kinds: [string, string, (tools: Written) => Promise<void>, boolean][] = [
    [
      'Pascal VOC as CVAT exports it',
      'Pascal VOC, 3 annotations',
      async ({ put: write, shots }) => {
        for (const { name, street, bytes, samples } of shots) {
          await write(`JPEGImages/${street}/${name}.png`, bytes);
          const objects = samples.map(({ label, box: b }) => [label, b.xmin, b.ymin, b.xmax, b.ymax] as const);
          await write(`Annotations/${street}/${name}.xml`, vocXml(objects as never, null));
          await write(`ImageSets/Main/${SPLITS[name]}.txt`, `${name}\n`);
        }
      },
      true,
    ],
    [
      'YOLO in labels/, with dataset.yaml',
      'YOLO, 3 annotations',
      async ({ put: write, shots }) => {
        for (const { name, street, bytes, samples } of shots) {
          await write(`images/${SPLITS[name]}/${street}/${name}.png`, bytes);
          await write(`labels/${SPLITS[name]}/${street}/${name}.txt`, yoloText(samples));
        }
        await write(
          'dataset.yaml',
          `train: images/train\nval: images/val\ntest: images/test\nnames: [${LABELS.join(', ')}]`,
        );
      },
      true,
    ],
    [
      'YOLO next to the images, with classes.txt and a README',
      'YOLO, 3 annotations',
      async ({ put: write, shots }) => {
        for (const { name, street, bytes, samples } of shots) {
          await write(`${street}/${name}.png`, bytes);
          await write(`${street}/${name}.txt`, yoloText(samples));
        }
        await write('classes.txt', LABELS.join('\n'));
        await write('README.txt', 'Exported by hand.\nNothing else.');
      },
      false,
    ],
    [
      'COCO, one file',
      'COCO, 5 annotations',
      async ({ put: write, shots }) => {
        for (const { name, street, bytes } of shots) await write(`${street}/${name}.png`, bytes);
        await write(
          'instances.json',
          coco(shots, ({ name, street }) => `C:\\data\\${street}\\${name}.png`),
        );
        await write('ttc/a.truth.json', '{"images":[],"annotations":[]}');
      },
      false,
    ],
    [
      'COCO, one file a side',
      'COCO, 5 annotations',
      async ({ put: write, shots }) => {
        for (const { name, street, bytes } of shots) await write(`${SPLITS[name]}/${street}/${name}.png`, bytes);
        for (const side of Object.values(SPLITS)) {
          const inside = shots.filter(({ name }) => SPLITS[name] === side);
          await write(
            `${side}/_annotations.coco.json`,
            coco(inside, ({ name, street }) => `${street}/${name}.png`),
          );
        }
      },
      true,
    ],
    [
      'a CSV manifest',
      'manifest, 5 annotations',
      async ({ put: write, shots }) => {
        for (const { name, bytes } of shots) await write(`${name}.png`, bytes);
        const rows = shots.flatMap(({ name, street, samples }) =>
          samples.map(({ label, box: b }) =>
            [`${name}.png`, label, b.xmin, b.ymin, b.xmax, b.ymax, street, SPLITS[name]].join(','),
          ),
        );
        await write('samples.csv', `image,label,xmin,ymin,xmax,ymax,street,split\n${rows.join('\n')}\n`);
      },
      true,
    ],
  ];
  test.each(kinds)('%s', async (_, name, write, sided) => {
    const project = await townAs(write);
    const { samples, source, problems } = await extract({ project });
    expect(describeSource(source)).toBe(name);
    expect(problems.filter(({ kind }) => !kind.startsWith('class-'))).toEqual([]);
    expect(comparable(samples)).toEqual(await expected());
    expect(await readSamples(project)).toEqual(samples);
    const sides = new Map(samples.map((sample) => [sample.screenshot, sample.split]));
    for (const [screenshot, side] of sides) {
      const image = screenshot.split('/').at(-1)?.replace('.png', '') as keyof typeof SPLITS;
      expect(side).toBe(sided ? SPLITS[image] : null);
    }
    if (!sided) return;
    const { assignments, audit } = split({ samples, ...project.split });
    for (const sample of samples) expect(assignments[sample.id]).toBe(sample.split);
    expect(audit.worst.deviation).toBe(0);
    // Configuring the detected format gives the same samples.
    const named = { ...project, source: { kind: source.kind, file: null } };
    expect((await extract({ project: named })).samples).toEqual(samples);
  });
});

describe('whole images as samples', () => {
  test('reads a folder per class within train, val and test, and a street within each class', async () => {
    const project = await townAs(async ({ put: write, shots }) => {
      for (const { name, street, bytes, samples } of shots)
        await write(`${SPLITS[name] === 'val' ? 'valid' : SPLITS[name]}/${samples[0]?.label}/${street}/1.png`, bytes);
    });
    const { samples, source } = await extract({ project });
    expect(describeSource(source)).toBe('a folder per class, 3 images');
    expect(
      samples.map(({ id, label, street, split: side, source: kind, box }) => [id, label, street, side, kind, box.xmax]),
    ).toEqual([
      ['test/cog_bb_flunky/br/1.png#1', 'cog_bb_flunky', 'br', 'test', 'folders', 120],
      ['train/cog_bb_flunky/ttc/1.png#1', 'cog_bb_flunky', 'ttc', 'train', 'folders', 120],
      ['valid/cog_bb_yesman/ttc/1.png#1', 'cog_bb_yesman', 'ttc', 'val', 'folders', 120],
    ]);
  });

  test('keeps images apart that differ only in their extension', async () => {
    const project = await townAs(async ({ put: write, shots }) => {
      await write('cog_bb_flunky/1.png', shots[0]?.bytes ?? '');
      await write('cog_bb_flunky/1.webp', shots[1]?.bytes ?? '');
      await write('cog_lb_bigwig/1.png', shots[2]?.bytes ?? '');
      await write('banana/1.png', shots[2]?.bytes ?? '');
    });
    const { samples, problems } = await extract({ project });
    expect(new Set(samples.map(({ crop }) => crop)).size).toBe(3);
    expect(problems.filter(({ kind }) => kind === 'unknown-label')).toMatchObject([
      { file: 'screenshots/banana/1.png', remedy: expect.stringContaining('Rename the folder') },
    ]);
  });

  test('reads cropped files with numeric suffixes, and groups those named by this tool by screenshot', async () => {
    const project = await townAs(async ({ put: write, shots }) => {
      const bytes = shots[0]?.bytes ?? '';
      await write('ttc/cog_bb_flunky_12.png', bytes);
      await write('ttc/cog_lb_bigwig (3).png', bytes);
      await write('br/cog_bb_flunky.shot_0001_a.1.png', bytes);
      await write('br/cog_lb_bigwig.shot_0001_b.2.png', bytes);
    });
    const { samples, source } = await extract({ project });
    expect(describeSource(source)).toBe('cropped files named by their label, 4 images');
    expect(samples.map(({ label, street, burst }) => [label, street, burst])).toEqual([
      ['cog_bb_flunky', 'br', 'br/shot_0001'],
      ['cog_lb_bigwig', 'br', 'br/shot_0001'],
      ['cog_bb_flunky', 'ttc', 'ttc/cog_bb_flunky_12.png'],
      ['cog_lb_bigwig', 'ttc', 'ttc/cog_lb_bigwig (3).png'],
    ]);
  });
});

describe('ambiguous or incomplete input', () => {
  test('rejects two formats in one folder unless one is configured', async () => {
    const project = await smallTown();
    await put(project, 'a.csv', 'image,label\nttc/a.png,cog_bb_flunky\nttc/b.png,cog_lb_bigwig\n');
    await expect(extract({ project })).rejects.toThrow(
      /found several annotation formats: Pascal VOC \(3 files\), manifest \(1 file\)[\s\S]*source: \{ kind: 'voc' \}/,
    );
    const named = { ...project, source: { kind: 'manifest' as const, file: null } };
    expect((await extract({ project: named })).samples.map(({ label }) => label)).toEqual([
      'cog_bb_flunky',
      'cog_lb_bigwig',
    ]);
  });

  test('rejects images without any annotation', async () => {
    const project = await smallTown();
    for (const name of ['ttc/a', 'ttc/b', 'br/c_a']) await rm(join(project.paths.screenshots, `${name}.xml`));
    await expect(extract({ project })).rejects.toThrow(/no labels found for 3 images/);
  });

  test('rejects YOLO without class names, and a configured file that does not exist', async () => {
    const project = await townAs(async ({ put: write, shots }) => {
      for (const { name, bytes, samples } of shots) {
        await write(`${name}.png`, bytes);
        await write(`${name}.txt`, yoloText(samples));
      }
    });
    await expect(extract({ project })).rejects.toThrow(/class names of the YOLO annotations were not found/);
    const named = { ...project, source: { kind: 'yolo' as const, file: join(project.directory, 'none.txt') } };
    await expect(extract({ project: named })).rejects.toThrow(/none\.txt: no such file/);
    await expect(extract({ project: { ...project, source: { kind: 'coco', file: null } } })).rejects.toThrow(
      /COCO JSON file not found/,
    );
  });

  test('reports images of a manifest that do not exist, and paths outside the folder', async () => {
    const project = await townAs(async ({ put: write, shots }) => {
      for (const { name, bytes } of shots) await write(`${name}.png`, bytes);
      await write(
        's.jsonl',
        ['a.png', '../../etc/passwd', '/etc/hosts', 'gone.png']
          .map((image) => JSON.stringify({ image, label: 'cog_bb_flunky' }))
          .join('\n'),
      );
    });
    const { samples, problems } = await extract({ project });
    expect(samples.map(({ id }) => id)).toEqual(['a.png#1']);
    expect(problems.filter(({ kind }) => kind === 'annotation-without-image').map(({ message }) => message)).toEqual([
      'line 2: image ../../etc/passwd not found',
      'line 3: image /etc/hosts not found',
      'line 4: image gone.png not found',
    ]);
  });

  test('treats a folder named train as a street if there is no other split folder', async () => {
    const project = await smallTown();
    await putShot(project, 'train/z', [['cog_bb_flunky', 1, 1, 9, 9]]);
    const { samples } = await extract({ project });
    expect(samples.find(({ id }) => id === 'train/z#1')).toMatchObject({ street: 'train', split: null });
  });
});
