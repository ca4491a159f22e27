// The two real screenshots of the original project: seven objects, read with a six-line configuration.
import { existsSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { skipWhen } from '@toonvision/testing/skipWhen';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { readVoc } from '../src/annotations/index.ts';
import { loadConfig } from '../src/config/index.ts';
import { extract, openPixelCache, split } from '../src/dataset/index.ts';
import { temporaryFolder } from './datasetTown.ts';

const SAMPLES = fileURLToPath(new URL('../../../../shared/data/samples', import.meta.url));
const withSamples = skipWhen(
  !existsSync(SAMPLES),
  'the original screenshots (../shared/data/samples) are not available',
);

const SIX_LINES = `import { defineConfig } from 'toonvision';
export default defineConfig({
  screenshots: 'screenshots',
  label: { pattern: '^(?:cog_(?<suit>bb|lb|cb|sb)_(?<entity>[a-z]+)|toon_(?<animal>[a-z]+))$' },
  targets: { suit: ['bb', 'lb', 'cb', 'sb'] },
});
`;

const EXPECTED = [
  ['sample_img0#1', 'cog_sb_coldcaller', 152, 279, 266, 423, 114, 144],
  ['sample_img0#2', 'cog_lb_bloodsucker', 631, 174, 720, 510, 89, 336],
  ['sample_img1#1', 'cog_lb_bottomfeeder', 100, 287, 140, 332, 40, 45],
  ['sample_img1#2', 'cog_sb_telemarketer', 278, 269, 310, 356, 32, 87],
  ['sample_img1#3', 'cog_bb_flunky', 568, 288, 597, 327, 29, 39],
  ['sample_img1#4', 'cog_bb_flunky', 616, 286, 642, 326, 26, 40],
  ['sample_img1#5', 'toon_dog', 154, 274, 190, 321, 36, 47],
];

test('their seven objects have the expected boxes', withSamples, async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'screenshots'));
  await cp(SAMPLES, join(folder, 'screenshots'), { recursive: true });
  await writeFile(join(folder, 'toonvision.config.ts'), SIX_LINES);
  const project = await loadConfig(folder);
  const { samples, problems } = await extract({ project });
  expect(
    samples.map(({ id, label, box, width, height }) => [
      id,
      label,
      box.xmin,
      box.ymin,
      box.xmax,
      box.ymax,
      width,
      height,
    ]),
  ).toEqual(EXPECTED);
  expect(samples.map(({ street }) => street)).toEqual(Array(7).fill(null));
  expect(problems.map(({ kind, message }) => [kind, message])).toEqual([
    ['class-without-sample', 'targets.suit.cb: the suit cb has no sample, so it cannot be learned'],
  ]);
  for (const { crop, width, height } of samples)
    expect(await sharp(join(folder, crop)).metadata()).toMatchObject({ format: 'png', width, height, channels: 3 });
  const cache = await openPixelCache({ project, samples });
  expect(cache).toMatchObject({ count: 7, height: 600, width: 200, stride: 360_000 });
  // Two screenshots cannot fill three splits, but samples of one screenshot stay together.
  expect(split({ samples, ...project.split }).audit.crossing).toEqual({ groups: 0, screenshots: 0, bursts: 0 });
});

test('their annotations are read as labelImg wrote them', withSamples, async () => {
  const { filename, size, objects, errors } = await readVoc(join(SAMPLES, 'sample_img1.xml'));
  expect({ filename, size, errors }).toEqual({
    filename: 'sample_img1.png',
    size: { width: 800, height: 600 },
    errors: [],
  });
  expect(objects.map(({ pose, truncated, difficult }) => [pose, truncated, difficult])).toEqual(
    Array(5).fill(['Unspecified', false, false]),
  );
});
