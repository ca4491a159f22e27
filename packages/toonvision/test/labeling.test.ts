// Labels that are given by hand: written as Pascal VOC or as records, taken in by extract and split for every kind of source, taken back, refused.
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readVoc } from '../src/annotations/index.ts';
import { type Config, type Project, resolveConfig } from '../src/config/index.ts';
import { extract, readAdditions, readSamples, undoAddition } from '../src/dataset/index.ts';
import { addImage, annotateImage, findImages, storeImage, withdrawAnnotation } from '../src/labeling/index.ts';
import { ensureSplit } from '../src/training/index.ts';
import { emptyTown, pictureBytes, put, putShot, smallTown, TOWN_CONFIG, temporaryFolder } from './datasetTown.ts';

const box = { xmin: 12, ymin: 8, xmax: 52, ymax: 70 };
const label = 'cog_lb_bigwig';

async function of(config: Partial<Config>, write: (project: Project) => Promise<void>): Promise<Project> {
  const project = resolveConfig({ ...TOWN_CONFIG, ...config }, await temporaryFolder());
  await mkdir(project.paths.screenshots, { recursive: true });
  await write(project);
  return project;
}

/** A project of each kind with several annotated pictures; `taken` is annotated, `free` is not. */
const PROJECTS: Record<string, { make: () => Promise<Project>; taken: string; free: string; id: string }> = {
  voc: {
    make: async () => {
      const project = await smallTown();
      await put(project, 'ttc/free.png', await pictureBytes(9));
      return project;
    },
    ...{ taken: 'ttc/a.png', free: 'ttc/free.png', id: 'ttc/a#added-1' },
  },
  yolo: {
    make: () =>
      of({}, async (project) => {
        await put(project, 'classes.txt', 'cog_bb_flunky\n');
        for (const [index, name] of ['a', 'b', 'c'].entries()) {
          await put(project, `${name}.png`, await pictureBytes(index));
          await put(project, `${name}.txt`, '0 0.5 0.5 0.2 0.4\n');
        }
        await put(project, 'free.png', await pictureBytes(9));
      }),
    ...{ taken: 'a.png', free: 'free.png', id: 'a#added-1' },
  },
  manifest: {
    make: () =>
      of({}, async (project) => {
        const rows = ['a', 'b', 'c'].map((name) => `${name}.png,cog_bb_flunky,1,2,30,40`);
        await put(project, 'table.csv', `picture,label,xmin,ymin,xmax,ymax\n${rows.join('\n')}\n`);
        for (const [index, name] of ['a', 'b', 'c', 'free'].entries())
          await put(project, `${name}.png`, await pictureBytes(index));
      }),
    ...{ taken: 'a.png', free: 'free.png', id: 'a.png#added-1' },
  },
  folders: {
    make: () =>
      of({}, async (project) => {
        for (const [index, name] of ['a', 'b', 'c'].entries())
          await put(project, `cog_bb_flunky/${name}.png`, await pictureBytes(index));
        await put(project, 'unsorted/free.png', await pictureBytes(9));
      }),
    ...{ taken: 'cog_bb_flunky/a.png', free: 'unsorted/free.png', id: 'cog_bb_flunky/a.png#added-1' },
  },
};

describe('annotateImage', () => {
  for (const [kind, { make, taken, free, id }] of Object.entries(PROJECTS))
    it(`adds a sample to an annotated picture of ${kind}, and labels one without; extract and split take both in`, async () => {
      const project = await make();
      const before = await extract({ project });
      await ensureSplit({ project });
      const files = await readdir(project.paths.screenshots, { recursive: true });
      expect(await findImages(project)).toMatchObject({ kind, unlabeled: [`screenshots/${free}`] });

      const added = await annotateImage(project, `screenshots/${taken}`, [{ box, label }]);
      expect(added).toMatchObject({ kind: 'added', additions: [{ number: 1, undone: false }] });
      // Nothing of the user's has changed.
      expect(await readdir(project.paths.screenshots, { recursive: true })).toEqual(files);
      const whole = await annotateImage(project, `screenshots/${free}`, [{ box: null, label }]);
      expect(whole.kind).toBe(kind === 'voc' ? 'voc' : 'added');
      expect((await findImages(project)).unlabeled).toEqual([]);

      const { samples, problems, screenshots, source } = await extract({ project });
      expect(source.kind).toBe(kind);
      expect(screenshots).toBe(before.screenshots + (kind === 'folders' ? 0 : 1));
      expect(samples).toHaveLength(before.samples.length + 2);
      const made = samples.find((sample) => sample.id === id);
      const beside = before.samples.find(({ screenshot }) => screenshot === `screenshots/${taken}`);
      expect(made).toMatchObject({
        ...{ label, box, source: 'added', object: 1, screenshot: `screenshots/${taken}` },
        ...{ parts: { suit: 'lb' }, width: 40, height: 62, street: beside?.street, burst: beside?.burst },
      });
      expect((await stat(join(project.directory, made?.crop ?? ''))).size).toBeGreaterThan(100);
      expect(samples.find(({ screenshot }) => screenshot === `screenshots/${free}`)).toMatchObject({
        ...{ label, box: { xmin: 0, ymin: 0, xmax: 120, ymax: 90 } },
      });
      expect(problems.filter(({ severity }) => severity !== 'notice')).toEqual([]);

      const { state, split } = await ensureSplit({ project });
      expect(state).toBe('extended');
      // Both boxes of one screenshot lie on one side.
      expect(split.assignments[id]).toBe(split.assignments[beside?.id ?? '']);

      await undoAddition(project, 1);
      expect((await extract({ project })).samples.some((sample) => sample.id === id)).toBe(false);
      expect(await readAdditions(project)).toMatchObject([
        { number: 1, undone: true },
        ...(kind === 'voc' ? [] : [{}]),
      ]);
      await expect(undoAddition(project, 1)).rejects.toThrow('the added sample 1 is undone already');
      await expect(undoAddition(project, 99)).rejects.toThrow('there is no added sample 99');
    });

  it('gives the same bytes again, and says what is wrong with a record', async () => {
    const project = await smallTown();
    await annotateImage(project, 'screenshots/ttc/a.png', [{ box, label }]);
    await annotateImage(project, 'screenshots/br/c_a.png', [{ box, label }]);
    await extract({ project });
    const first = await readFile(project.paths.samples);
    expect(await extract({ project })).toMatchObject({ written: 0, changes: { added: [], changed: [], removed: [] } });
    expect(await readFile(project.paths.samples)).toEqual(first);
    await rm(join(project.paths.screenshots, 'br/c_a.png'));
    await rm(join(project.paths.screenshots, 'br/c_a.xml'));
    const { problems } = await extract({ project });
    expect(problems).toContainEqual(
      expect.objectContaining({
        ...{ kind: 'annotation-without-image', file: 'dataset/added.jsonl' },
        message: 'added sample 2: there is no image screenshots/br/c_a.png',
      }),
    );
    await put(project, 'ttc/a.png', await pictureBytes(1, [20, 20]));
    expect((await extract({ project })).problems).toContainEqual(
      expect.objectContaining({ kind: 'box-clamped', file: 'dataset/added.jsonl', object: 1 }),
    );
    await writeFile(join(project.directory, 'dataset', 'added.jsonl'), '{"kind":"add"}\n');
    await expect(extract({ project })).rejects.toThrow(/added\.jsonl, line 1: not an added sample/);
  });

  it('never writes over an annotation, and takes back only what it wrote itself', async () => {
    const project = await emptyTown();
    await put(project, 'ttc/new.png', await pictureBytes(1));
    const picture = 'screenshots/ttc/new.png';
    const objects = [{ box, label }];
    const path = join(project.paths.screenshots, 'ttc/new.xml');
    expect(await annotateImage(project, picture, objects)).toMatchObject({ annotation: 'screenshots/ttc/new.xml' });
    expect((await readVoc(path)).objects).toMatchObject([{ name: label, box }]);
    // Annotated by now: what is drawn besides is a record.
    const text = await readFile(path, 'utf8');
    const other = { ...box, xmin: 20 };
    expect(await annotateImage(project, picture, [{ box: other, label }])).toMatchObject({ kind: 'added' });
    expect(await readFile(path, 'utf8')).toBe(text);
    await expect(annotateImage(project, picture, [{ box: other, label }])).rejects.toThrow('is a sample already');
    await writeFile(path, text.replace('bigwig', 'yesman'));
    await expect(withdrawAnnotation(project, picture, objects)).rejects.toThrow('was changed since');
    await writeFile(path, text);
    await withdrawAnnotation(project, picture, objects);
    await expect(stat(path)).rejects.toThrow();
    await expect(withdrawAnnotation(project, picture, objects)).rejects.toThrow('screenshots/ttc/new.xml');
  });

  it('refuses unknown pictures, labels and boxes outside, and writes nothing', async () => {
    const project = await smallTown();
    await put(project, 'ttc/new.png', await pictureBytes(5));
    const picture = 'screenshots/ttc/new.png';
    for (const [path, object, words] of [
      [picture, { box, label: 'dog' }, 'unknown label dog'],
      [picture, { box: { ...box, xmax: 121 }, label }, 'does not lie in the picture of 120x90'],
      [picture, { box: { ...box, xmin: 60 }, label }, 'does not lie in the picture'],
      ['screenshots/ttc/none.png', { box, label }, 'no picture screenshots/ttc/none.png'],
      ['../outside.png', { box, label }, 'no picture ../outside.png'],
      ['toonvision.config.json', { box, label }, 'no picture'],
    ] as const)
      await expect(annotateImage(project, path, [object]), words).rejects.toThrow(words);
    await expect(annotateImage(project, picture, [])).rejects.toThrow('there is no object');
    expect((await findImages(project)).unlabeled).toEqual([picture]);
    expect(await readAdditions(project)).toEqual([]);
    const away = await temporaryFolder();
    await writeFile(join(away, 'far.png'), await pictureBytes(6));
    await symlink(away, join(project.paths.screenshots, 'linked'));
    await expect(annotateImage(project, 'screenshots/linked/far.png', [{ box, label }])).rejects.toThrow(
      'does not lie in the project’s folder',
    );
    expect(await readdir(away)).toEqual(['far.png']);
  });
});

describe('addImage', () => {
  const objects = [{ box, label }];

  it('stores a picture as it is under a free name, with its annotation, and extract takes it in', async () => {
    const project = await smallTown();
    await extract({ project });
    const bytes = await pictureBytes(7);
    const first = await addImage(project, bytes, { folder: 'ttc', name: '../../My Photo!.jpeg', objects });
    expect(first).toMatchObject({ kind: 'voc', picture: 'screenshots/ttc/My-Photo.png' });
    const second = await addImage(project, bytes, { folder: 'new street', name: 'a.png', objects });
    expect(second.picture).toBe('screenshots/new street/a.png');
    const taken = await readFile(join(project.paths.screenshots, 'ttc/a.png'));
    const third = await addImage(project, bytes, { folder: 'ttc', name: 'A.png', objects });
    expect(third.picture).toBe('screenshots/ttc/A-2.png');
    expect(await readFile(join(project.paths.screenshots, 'ttc/a.png'))).toEqual(taken);
    expect(await readFile(join(project.directory, first.picture))).toEqual(bytes);
    await extract({ project });
    const ids = (await readSamples(project)).map(({ id }) => id);
    for (const id of ['ttc/My-Photo#1', 'new street/a#1', 'ttc/A-2#1']) expect(ids).toContain(id);
  });

  it('lets the folder of a class say the label, and refuses to gainsay it', async () => {
    const project = await (PROJECTS.folders?.make() ?? emptyTown());
    const bytes = await pictureBytes(7);
    const whole = (name: string) => ({ folder: 'cog_bb_flunky', name: 'n', objects: [{ box: null, label: name }] });
    expect(await addImage(project, bytes, whole('cog_bb_flunky'))).toMatchObject({
      kind: 'folder',
      annotation: null,
    });
    await expect(addImage(project, bytes, whole(label))).rejects.toThrow('is cog_bb_flunky as a whole');
    await addImage(project, bytes, { ...whole(label), folder: 'unsorted' });
    const { samples } = await extract({ project });
    expect(samples.filter(({ id }) => /\/n\.png#/.test(id)).map((sample) => sample.label)).toEqual([
      'cog_bb_flunky',
      label,
    ]);
  });

  it('refuses what is no picture and every way out of the project, and leaves nothing behind', async () => {
    const project = await smallTown();
    const bytes = await pictureBytes(7);
    const before = await readdir(project.directory, { recursive: true });
    const away = await temporaryFolder();
    for (const folder of ['..', '../..', 'ttc/../../..', '/etc', 'a\\b', '.hidden', 'x\0y', `${'long'.repeat(30)}`])
      if (folder !== '/etc')
        await expect(addImage(project, bytes, { folder, name: 'n', objects }), folder).rejects.toThrow(
          'is no folder of pictures',
        );
    // An absolute path is one below the screenshots.
    expect(await storeImage(project, bytes, { folder: '/etc', name: 'n' })).toBe('screenshots/etc/n.png');
    await rm(join(project.paths.screenshots, 'etc'), { recursive: true });
    for (const broken of [
      new Uint8Array(),
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    ])
      await expect(addImage(project, broken, { folder: 'ttc', name: 'n', objects })).rejects.toThrow();
    await expect(
      addImage(project, bytes.subarray(0, bytes.length >> 1), { folder: 'ttc', name: 'n', objects }),
    ).rejects.toThrow();
    await expect(
      addImage(project, bytes, { folder: 'ttc', name: 'n', objects: [{ box, label: 'dog' }] }),
    ).rejects.toThrow('unknown label dog');
    expect(await readdir(project.directory, { recursive: true })).toEqual(before);
    await symlink(away, join(project.paths.screenshots, 'linked'));
    await expect(addImage(project, bytes, { folder: 'linked', name: 'n', objects })).rejects.toThrow(
      'does not lie in the project’s folder',
    );
    await expect(addImage(project, bytes, { folder: 'linked/deeper', name: 'n', objects })).rejects.toThrow(
      'does not lie in the project’s folder',
    );
    expect(await readdir(away)).toEqual([]);
    await putShot(project, 'ttc/z', [[label, 1, 2, 30, 40]]);
    expect((await extract({ project })).samples.some(({ id }) => id === 'ttc/z#1')).toBe(true);
  });
});
