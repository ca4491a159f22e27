// Label suggestions on the demo town with half of the labels hidden.
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

  it('ranks misclassified images first and their copies late', async () => {
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
    const progress: number[] = [];
    const found = await suggestLabels({
      ...{ project: await project('crops'), run, threads: 2 },
      onProgress: (done, total) => progress.push(done / total),
    });
    expect(progress.at(-1)).toBe(1);
    expect(found.suggestions.map(({ image }) => image).toSorted()).toEqual([...truth.keys()].toSorted());
    const errorRate = (some: typeof found.suggestions): number =>
      some.filter(({ image, predicted }) => truth.get(image) !== predicted).length / some.length;
    const third = Math.floor(found.suggestions.length / 3);
    const [top, rest] = [found.suggestions.slice(0, third), found.suggestions.slice(third)];
    expect(errorRate(top), `${errorRate(top)} of the first third, ${errorRate(rest)} of the rest`).toBeGreaterThan(
      errorRate(rest) + 0.12,
    );
    for (const { reason, margin } of found.suggestions) {
      if (margin === null) throw new Error('expected a margin for a whole image');
      expect(reason).toMatch(new RegExp(`^margin ${margin < 0.01 ? '' : (margin * 100).toFixed(0)}`));
    }

    // By margin alone, a copy would be ranked next to its original.
    const first = found.suggestions.slice(0, 8).map(({ image }) => image);
    for (const image of first) await copyFile(join(crops, image), join(crops, image.replace(/\.png$/, '-copy.png')));
    const again = await suggestLabels({ project: await project('crops'), run, threads: 2 });
    const order = again.suggestions.map(({ image }) => image.replace('-copy', ''));
    const both = first.filter((image) => order.slice(0, 10).filter((x) => x === image).length > 1);
    expect(both).toEqual([]);
    const shown = JSON.parse((await cli(['suggest', 'weak', '--count', '5', '--json', '--project', crops])).stdout);
    expect(shown.suggestions.map(({ image }: { image: string }) => image)).toEqual(
      again.suggestions.slice(0, 5).map(({ image }) => image),
    );
  });

  it('proposes windows that contain an object far more often than random windows', async () => {
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
    const hit = (box: Sample['box'], image: string): boolean =>
      (hidden.get(image) ?? []).some((sample) => intersectionOverUnion(sample.box, box) > 0.3);
    // Screenshots of one burst are nearly equal: all but the first are ranked late.
    const bursts = suggestions.map(({ image }) => image.replace(/(_[a-z])?\.png$/, ''));
    const repeated = (some: readonly string[]): number => some.length - new Set(some).size;
    // A random order would have four of nine in the first two thirds.
    expect(repeated(bursts)).toBeGreaterThan(5);
    expect(repeated(bursts.slice(0, Math.floor((bursts.length * 2) / 3)))).toBeLessThan(repeated(bursts) / 4);
    expect(suggestions[0]).toMatchObject({ margin: null, reason: expect.stringMatching(/likely box/) });
    let [proposed, anywhere, boxes] = [0, 0, 0];
    for (const { image, boxes: windows } of suggestions) {
      const [best] = windows;
      if (best === undefined) throw new Error(`no window proposed for ${image}`);
      proposed += hit(best, image) ? 1 : 0;
      // The same window at all horizontal positions.
      const width = best.xmax - best.xmin;
      for (let xmin = 0; xmin + width <= 800; xmin += 20) {
        anywhere += hit({ ...best, xmin, xmax: xmin + width }, image) ? 1 : 0;
        boxes += 1;
      }
    }
    const [share, chance] = [proposed / suggestions.length, anywhere / boxes];
    expect(share, `${share} of the proposed windows, ${chance} of all`).toBeGreaterThan(2 * chance);
  });

  const fileOf = ({ id }: Sample): string => `${id.replaceAll(/[/#]/g, '_')}.png`;
  const copy = async (crop: string, to: string, name: string): Promise<void> => {
    await mkdir(to, { recursive: true });
    await copyFile(join(folder, 'town', crop), join(to, name));
  };
});
