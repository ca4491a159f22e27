// Saving labels: as Pascal VOC or as records, extracted and split for every annotation format, undone and rejected.
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readVoc } from '../src/annotations/index.ts';
import { type Config, type Project, resolveConfig } from '../src/config/index.ts';
import { extract, readAdditions, readSamples, undoAddition } from '../src/dataset/index.ts';
import { addImage, annotateImage, findImages, storeImage, undoAnnotation } from '../src/labeling/index.ts';
import { ensureSplit } from '../src/training/index.ts';
import { emptyTown, pictureBytes, put, putShot, smallTown, TOWN_CONFIG, temporaryFolder } from './datasetTown.ts';

const box = { xmin: 12, ymin: 8, xmax: 52, ymax: 70 };
const label = 'cog_lb_bigwig';

async function createProject(config: Partial<Config>, write: (project: Project) => Promise<void>): Promise<Project> {
  const project = resolveConfig({ ...TOWN_CONFIG, ...config }, await temporaryFolder());
  await mkdir(project.paths.screenshots, { recursive: true });
  await write(project);
  return project;
}

/** A project of each annotation format with several annotated images; `taken` is annotated, `free` is not. */
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
      createProject({}, async (project) => {
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
      createProject({}, async (project) => {
        const rows = ['a', 'b', 'c'].map((name) => `${name}.png,cog_bb_flunky,1,2,30,40`);
        await put(project, 'table.csv', `picture,label,xmin,ymin,xmax,ymax\n${rows.join('\n')}\n`);
        for (const [index, name] of ['a', 'b', 'c', 'free'].entries())
          await put(project, `${name}.png`, await pictureBytes(index));
      }),
    ...{ taken: 'a.png', free: 'free.png', id: 'a.png#added-1' },
  },
  folders: {
    make: () =>
      createProject({}, async (project) => {
        for (const [index, name] of ['a', 'b', 'c'].entries())
          await put(project, `cog_bb_flunky/${name}.png`, await pictureBytes(index));
        await put(project, 'unsorted/free.png', await pictureBytes(9));
      }),
    ...{ taken: 'cog_bb_flunky/a.png', free: 'unsorted/free.png', id: 'cog_bb_flunky/a.png#added-1' },
  },
};

describe('annotateImage', () => {
  for (const [kind, { make, taken, free, id }] of Object.entries(PROJECTS))
    it(`adds a sample to an annotated image of ${kind} and labels an unlabeled one; extract and split include both`, async () => {
      const project = await make();
      const before = await extract({ project });
      await ensureSplit({ project });
      const files = await readdir(project.paths.screenshots, { recursive: true });
      expect(await findImages(project)).toMatchObject({ kind, unlabeled: [`screenshots/${free}`] });

      const added = await annotateImage(project, `screenshots/${taken}`, [{ box, label }]);
      expect(added).toMatchObject({ kind: 'added', additions: [{ number: 1, undone: false }] });
      // The user's files are unchanged.
      expect(await readdir(project.paths.screenshots, { recursive: true })).toEqual(files);
      const whole = await annotateImage(project, `screenshots/${free}`, [{ box: null, label }]);
      expect(whole.kind).toBe(kind === 'voc' ? 'voc' : 'added');
      expect((await findImages(project)).unlabeled).toEqual([]);

      const { samples, problems, screenshots, source } = await extract({ project });
      expect(source.kind).toBe(kind);
      expect(screenshots).toBe(before.screenshots + (kind === 'folders' ? 0 : 1));
      expect(samples).toHaveLength(before.samples.length + 2);
      const addition = samples.find((sample) => sample.id === id);
      const neighbor = before.samples.find(({ screenshot }) => screenshot === `screenshots/${taken}`);
      expect(addition).toMatchObject({
        ...{ label, box, source: 'added', object: 1, screenshot: `screenshots/${taken}` },
        ...{ parts: { suit: 'lb' }, width: 40, height: 62, street: neighbor?.street, burst: neighbor?.burst },
      });
      expect((await stat(join(project.directory, addition?.crop ?? ''))).size).toBeGreaterThan(100);
      expect(samples.find(({ screenshot }) => screenshot === `screenshots/${free}`)).toMatchObject({
        ...{ label, box: { xmin: 0, ymin: 0, xmax: 120, ymax: 90 } },
      });
      expect(problems.filter(({ severity }) => severity !== 'notice')).toEqual([]);

      const { state, split } = await ensureSplit({ project });
      expect(state).toBe('extended');
      // Both boxes of a screenshot are in the same split.
      expect(split.assignments[id]).toBe(split.assignments[neighbor?.id ?? '']);

      await undoAddition(project, 1);
      expect((await extract({ project })).samples.some((sample) => sample.id === id)).toBe(false);
      expect(await readAdditions(project)).toMatchObject([
        { number: 1, undone: true },
        ...(kind === 'voc' ? [] : [{}]),
      ]);
      await expect(undoAddition(project, 1)).rejects.toThrow('added sample 1 is already undone');
      await expect(undoAddition(project, 99)).rejects.toThrow('added sample 99 not found');
    });

  it('extracts the same bytes again and reports invalid records', async () => {
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
        message: 'added sample 2: image screenshots/br/c_a.png not found',
      }),
    );
    await put(project, 'ttc/a.png', await pictureBytes(1, [20, 20]));
    expect((await extract({ project })).problems).toContainEqual(
      expect.objectContaining({ kind: 'box-clamped', file: 'dataset/added.jsonl', object: 1 }),
    );
    await writeFile(join(project.directory, 'dataset', 'added.jsonl'), '{"kind":"add"}\n');
    await expect(extract({ project })).rejects.toThrow(/added\.jsonl, line 1: the line is not an added sample/);
  });

  it('never overwrites an annotation and undoes only what it wrote itself', async () => {
    const project = await emptyTown();
    await put(project, 'ttc/new.png', await pictureBytes(1));
    const image = 'screenshots/ttc/new.png';
    const objects = [{ box, label }];
    const path = join(project.paths.screenshots, 'ttc/new.xml');
    expect(await annotateImage(project, image, objects)).toMatchObject({ annotation: 'screenshots/ttc/new.xml' });
    expect((await readVoc(path)).objects).toMatchObject([{ name: label, box }]);
    // The image is annotated now, so further boxes become records.
    const text = await readFile(path, 'utf8');
    const other = { ...box, xmin: 20 };
    expect(await annotateImage(project, image, [{ box: other, label }])).toMatchObject({ kind: 'added' });
    expect(await readFile(path, 'utf8')).toBe(text);
    await expect(annotateImage(project, image, [{ box: other, label }])).rejects.toThrow('is already a sample');
    await writeFile(path, text.replace('bigwig', 'yesman'));
    await expect(undoAnnotation(project, image, objects)).rejects.toThrow('the annotation was edited');
    await writeFile(path, text);
    await undoAnnotation(project, image, objects);
    await expect(stat(path)).rejects.toThrow();
    await expect(undoAnnotation(project, image, objects)).rejects.toThrow('screenshots/ttc/new.xml');
  });

  it('rejects unknown images, unknown labels and boxes outside the image, and writes nothing', async () => {
    const project = await smallTown();
    await put(project, 'ttc/new.png', await pictureBytes(5));
    const image = 'screenshots/ttc/new.png';
    for (const [path, object, message] of [
      [image, { box, label: 'dog' }, 'unknown label dog'],
      [image, { box: { ...box, xmax: 121 }, label }, 'is outside the image (120x90)'],
      [image, { box: { ...box, xmin: 60 }, label }, 'is outside the image'],
      ['screenshots/ttc/none.png', { box, label }, 'image screenshots/ttc/none.png not found'],
      ['../outside.png', { box, label }, 'image ../outside.png not found'],
      ['toonvision.config.json', { box, label }, 'not found in the project'],
    ] as const)
      await expect(annotateImage(project, path, [object]), message).rejects.toThrow(message);
    await expect(annotateImage(project, image, [])).rejects.toThrow('expected at least one object');
    expect((await findImages(project)).unlabeled).toEqual([image]);
    expect(await readAdditions(project)).toEqual([]);
    const outside = await temporaryFolder();
    await writeFile(join(outside, 'far.png'), await pictureBytes(6));
    await symlink(outside, join(project.paths.screenshots, 'linked'));
    await expect(annotateImage(project, 'screenshots/linked/far.png', [{ box, label }])).rejects.toThrow(
      'the path is outside the project folder',
    );
    expect(await readdir(outside)).toEqual(['far.png']);
  });
});

describe('addImage', () => {
  const objects = [{ box, label }];

  it('stores an image unchanged under a free name with its annotation, and extract includes it', async () => {
    const project = await smallTown();
    await extract({ project });
    const bytes = await pictureBytes(7);
    const first = await addImage(project, bytes, { folder: 'ttc', name: '../../My Photo!.jpeg', objects });
    expect(first).toMatchObject({ kind: 'voc', image: 'screenshots/ttc/My-Photo.png' });
    const second = await addImage(project, bytes, { folder: 'new street', name: 'a.png', objects });
    expect(second.image).toBe('screenshots/new street/a.png');
    const taken = await readFile(join(project.paths.screenshots, 'ttc/a.png'));
    const third = await addImage(project, bytes, { folder: 'ttc', name: 'A.png', objects });
    expect(third.image).toBe('screenshots/ttc/A-2.png');
    expect(await readFile(join(project.paths.screenshots, 'ttc/a.png'))).toEqual(taken);
    expect(await readFile(join(project.directory, first.image))).toEqual(bytes);
    await extract({ project });
    const ids = (await readSamples(project)).map(({ id }) => id);
    for (const id of ['ttc/My-Photo#1', 'new street/a#1', 'ttc/A-2#1']) expect(ids).toContain(id);
  });

  it('takes the label from a class folder and rejects a different one', async () => {
    const project = await (PROJECTS.folders?.make() ?? emptyTown());
    const bytes = await pictureBytes(7);
    const whole = (name: string) => ({ folder: 'cog_bb_flunky', name: 'n', objects: [{ box: null, label: name }] });
    expect(await addImage(project, bytes, whole('cog_bb_flunky'))).toMatchObject({
      kind: 'folder',
      annotation: null,
    });
    await expect(addImage(project, bytes, whole(label))).rejects.toThrow(
      'every image in cog_bb_flunky has the label cog_bb_flunky',
    );
    await addImage(project, bytes, { ...whole(label), folder: 'unsorted' });
    const { samples } = await extract({ project });
    expect(samples.filter(({ id }) => /\/n\.png#/.test(id)).map((sample) => sample.label)).toEqual([
      'cog_bb_flunky',
      label,
    ]);
  });

  it('rejects invalid images and paths out of the project, and leaves nothing behind', async () => {
    const project = await smallTown();
    const bytes = await pictureBytes(7);
    const before = await readdir(project.directory, { recursive: true });
    const outside = await temporaryFolder();
    for (const folder of ['..', '../..', 'ttc/../../..', '/etc', 'a\\b', '.hidden', 'x\0y', `${'long'.repeat(30)}`])
      if (folder !== '/etc')
        await expect(addImage(project, bytes, { folder, name: 'n', objects }), folder).rejects.toThrow(
          'invalid folder name',
        );
    // An absolute path is taken relative to the screenshots folder.
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
    await symlink(outside, join(project.paths.screenshots, 'linked'));
    await expect(addImage(project, bytes, { folder: 'linked', name: 'n', objects })).rejects.toThrow(
      'the path is outside the project folder',
    );
    await expect(addImage(project, bytes, { folder: 'linked/deeper', name: 'n', objects })).rejects.toThrow(
      'the path is outside the project folder',
    );
    expect(await readdir(outside)).toEqual([]);
    await putShot(project, 'ttc/z', [[label, 1, 2, 30, 40]]);
    expect((await extract({ project })).samples.some(({ id }) => id === 'ttc/z#1')).toBe(true);
  });
});
