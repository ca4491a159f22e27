// What to label next, on a demo town of which half is hidden: the ranking finds what the model gets wrong, copies wait, windows find objects.
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig, type Project } from '../src/config/index.ts';
import { readSamples, type Sample } from '../src/dataset/index.ts';
import { suggestLabels } from '../src/labeling/index.ts';
import { intersectionOverUnion } from '../src/quality/index.ts';
import { readRun } from '../src/training/index.ts';
import { cli } from './cliProcess.ts';

const CONFIG = {
  label: { pattern: '^(?:(?<kind>cog)_(?<suit>bb|lb|cb|sb)_(?<entity>[a-z]+)|(?<kind>toon)_(?<animal>[a-z]+))$' },
  targets: { suit: ['bb', 'lb', 'cb', 'sb'] },
  input: { height: 90, width: 30 },
};

describe('suggestLabels', () => {
  let folder: string;
  let full: Sample[];
  const commands = async (where: string, ...all: string[][]): Promise<void> => {
    for (const parts of all) expect(await cli([...parts, '--project', where])).toMatchObject({ code: 0 });
  };
  const project = async (name: string): Promise<Project> => loadConfig(join(folder, name));
  const isHidden = ({ burst }: Pick<Sample, 'burst'>): boolean => Number(/(\d+)$/.exec(burst)?.[1]) % 2 === 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toonvision-suggest-'));
    const town = join(folder, 'town');
    expect(await cli(['demo', town, '--scale', '0.3'])).toMatchObject({ code: 0 });
    await rm(join(town, 'toonvision.config.ts'));
    await writeFile(join(town, 'toonvision.config.json'), JSON.stringify(CONFIG));
    await commands(town, ['extract']);
    full = (await readSamples(await loadConfig(town))).filter(({ parts }) => parts.suit !== undefined);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('puts what a weak model gets wrong first, and copies of it late', async () => {
    const crops = join(folder, 'crops');
    const known = full.filter((sample) => !isHidden(sample));
    const hidden = full.filter(isHidden);
    for (const sample of known) await copy(sample.crop, join(crops, 'screenshots', sample.label), fileOf(sample));
    const truth = new Map<string, string>();
    for (const sample of hidden) {
      await copy(sample.crop, join(crops, 'screenshots', 'unsorted'), fileOf(sample));
      truth.set(`screenshots/unsorted/${fileOf(sample)}`, sample.parts.suit ?? '');
    }
    await writeFile(join(crops, 'toonvision.config.json'), JSON.stringify(CONFIG));
    await commands(crops, ['extract'], ['split'], ['train', '--epochs', '40', '--name', 'weak']);
    const run = await readRun(await project('crops'), 'weak');
    const told: number[] = [];
    const found = await suggestLabels({
      ...{ project: await project('crops'), run, threads: 2 },
      onProgress: (done, total) => told.push(done / total),
    });
    expect(told.at(-1)).toBe(1);
    expect(found.suggestions.map(({ picture }) => picture).toSorted()).toEqual([...truth.keys()].toSorted());
    const errors = (some: typeof found.suggestions): number =>
      some.filter(({ picture, predicted }) => truth.get(picture) !== predicted).length / some.length;
    const third = Math.floor(found.suggestions.length / 3);
    const [top, rest] = [found.suggestions.slice(0, third), found.suggestions.slice(third)];
    expect(errors(top), `${errors(top)} of the first third, ${errors(rest)} of the rest`).toBeGreaterThan(
      errors(rest) + 0.12,
    );
    for (const { reason, margin } of found.suggestions) {
      if (margin === null) throw new Error('a whole picture has a margin');
      expect(reason).toMatch(new RegExp(`^margin ${margin < 0.01 ? '' : (margin * 100).toFixed(0)}`));
    }

    // A copy of each of the first: by the margin alone it would stand right beside it.
    const first = found.suggestions.slice(0, 8).map(({ picture }) => picture);
    for (const picture of first)
      await copyFile(join(crops, picture), join(crops, picture.replace(/\.png$/, '-copy.png')));
    const again = await suggestLabels({ project: await project('crops'), run, threads: 2 });
    const order = again.suggestions.map(({ picture }) => picture.replace('-copy', ''));
    const both = first.filter((picture) => order.slice(0, 10).filter((one) => one === picture).length > 1);
    expect(both).toEqual([]);
    const shown = JSON.parse((await cli(['suggest', 'weak', '--count', '5', '--json', '--project', crops])).stdout);
    expect(shown.suggestions.map(({ picture }: { picture: string }) => picture)).toEqual(
      again.suggestions.slice(0, 5).map(({ picture }) => picture),
    );
  });

  it('proposes windows of screenshots that hold an object far more often than any window would', async () => {
    const town = join(folder, 'town');
    const hidden = new Map<string, Sample[]>();
    const all = await readSamples(await loadConfig(town));
    for (const sample of all)
      if (isHidden(sample)) hidden.set(sample.screenshot, [...(hidden.get(sample.screenshot) ?? []), sample]);
    for (const screenshot of hidden.keys()) await rm(join(town, screenshot.replace(/\.png$/, '.xml')));
    await commands(town, ['extract'], ['split'], ['train', '--epochs', '12', '--name', 'weak']);
    const run = await readRun(await project('town'), 'weak');
    const { suggestions, unlabeled } = await suggestLabels({ project: await project('town'), run, threads: 2 });
    expect(unlabeled).toBe(hidden.size);
    expect(suggestions).toHaveLength(hidden.size);
    const hit = (box: Sample['box'], picture: string): boolean =>
      (hidden.get(picture) ?? []).some((sample) => intersectionOverUnion(sample.box, box) > 0.3);
    // Pictures of one burst are nearly the same: all but the first of each come late.
    const bursts = suggestions.map(({ picture }) => picture.replace(/(_[a-z])?\.png$/, ''));
    const repeated = (some: readonly string[]): number => some.length - new Set(some).size;
    // By chance four of nine would come in the first two thirds.
    expect(repeated(bursts)).toBeGreaterThan(5);
    expect(repeated(bursts.slice(0, Math.floor((bursts.length * 2) / 3)))).toBeLessThan(repeated(bursts) / 4);
    expect(suggestions[0]).toMatchObject({ margin: null, reason: expect.stringMatching(/likely box/) });
    let [proposed, anywhere, boxes] = [0, 0, 0];
    for (const { picture, boxes: windows } of suggestions) {
      const [best] = windows;
      if (best === undefined) throw new Error(`nothing is proposed on ${picture}`);
      proposed += hit(best, picture) ? 1 : 0;
      // The same window moved over the picture's width.
      const width = best.xmax - best.xmin;
      for (let xmin = 0; xmin + width <= 800; xmin += 20) {
        anywhere += hit({ ...best, xmin, xmax: xmin + width }, picture) ? 1 : 0;
        boxes += 1;
      }
    }
    const [share, chance] = [proposed / suggestions.length, anywhere / boxes];
    expect(share, `${share} of the proposed, ${chance} of all`).toBeGreaterThan(2 * chance);
  });

  const fileOf = ({ id }: Sample): string => `${id.replaceAll(/[/#]/g, '_')}.png`;
  const copy = async (crop: string, to: string, name: string): Promise<void> => {
    await mkdir(to, { recursive: true });
    await copyFile(join(folder, 'town', crop), join(to, name));
  };
});
