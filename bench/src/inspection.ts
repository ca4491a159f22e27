// How long a dataset of 100,000 samples is inspected, and how long near duplicates take among as many hashes.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  findDataIssues,
  type Hash64,
  hammingDistance,
  inspectProject,
  resolveConfig,
  type Sample,
  split,
  visitNearPairs,
  writeSamples,
  writeSplit,
} from 'toonvision';

const { values } = parseArgs({ options: { samples: { type: 'string', default: '100000' } } });
const count = Number(values.samples);
if (!Number.isInteger(count) || count < 1000) {
  console.error('--samples is a whole number of 1000 or more');
  process.exit(2);
}

let state = 1;
/** 32 bits of a xorshift; good enough to fill hashes. */
function random(): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return state >>> 0;
}

async function timed<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  const seconds = (performance.now() - started) / 1000;
  console.log(`${name.padEnd(64)} ${seconds.toFixed(2).padStart(8)} s`);
  return result;
}

function distinct(hashes: Hash64[]): Hash64[] {
  return [...new Map(hashes.map((hash) => [hash.join(), hash])).values()];
}
const spread = distinct(Array.from({ length: count }, (): Hash64 => [random(), random()]));
/** Frames of long bursts: a tenth of the images, ten frames each, that differ in a few bits. */
const bursts = distinct(
  Array.from({ length: count / 10 }, (): Hash64 => [random(), random()]).flatMap(([high, low]) =>
    Array.from({ length: 10 }, (): Hash64 => {
      const [a, b] = [1 << (random() % 32), 1 << (random() % 32)];
      return [(high ^ a) >>> 0, (low ^ b) >>> 0];
    }),
  ),
);
for (const [name, hashes] of [
  ['random hashes', spread],
  ['hashes of bursts', bursts],
] as const) {
  let pairs = 0;
  await timed(`near pairs of ${hashes.length} ${name}, 10 of 64 bits`, () =>
    visitNearPairs(hashes, 10, () => {
      pairs += 1;
    }),
  );
  console.log(`  ${pairs} pairs`);
}
const few = spread.slice(0, 5000);
const started = performance.now();
let near = 0;
for (const [index, a] of few.entries())
  for (const b of few.slice(index + 1)) if (hammingDistance(a, b) <= 10) near += 1;
const each = (performance.now() - started) / 1000;
console.log(
  `  each with each, ${few.length} hashes (${near} pairs): ${each.toFixed(2)} s, so ${((each * (count / few.length) ** 2) / 60).toFixed(1)} min for ${count}`,
);

const folder = await mkdtemp(join(tmpdir(), 'toonvision-inspection-'));
process.once('SIGINT', () => void rm(folder, { recursive: true, force: true }).finally(() => process.exit(130)));
try {
  await mkdir(join(folder, 'screenshots'));
  const project = resolveConfig(
    {
      label: { pattern: '^(?:(?<kind>cog)_(?<suit>bb|lb|cb|sb)_(?<entity>[a-z]+)|(?<kind>toon)_(?<animal>[a-z]+))$' },
      targets: { suit: ['bb', 'lb', 'cb', 'sb'], kind: ['cog', 'toon'] },
    },
    folder,
  );
  const letters = [...'abcdefgh'];
  const labels = ['bb', 'lb', 'cb', 'sb'].flatMap((suit) => letters.map((letter) => `cog_${suit}_${suit}${letter}`));
  // Some entities are on few streets and rarer than others, as in a real dataset.
  const cells = ['br', 'dd', 'ddl', 'dg', 'mml', 'ttc'].flatMap((street) =>
    labels.flatMap((label) => Array.from({ length: random() % 20 }, () => ({ label, street }))),
  );
  const samples = Array.from({ length: count }, (_, index): Sample => {
    const { label, street } = cells[index % cells.length] ?? { label: '', street: '' };
    const screenshot = `${street}/${street}_${String(Math.floor(index / 3)).padStart(6, '0')}`;
    const [width, height] = [30 + (random() % 200), 60 + (random() % 400)];
    return {
      id: `${screenshot}#${index}`,
      screenshot: `screenshots/${screenshot}.png`,
      object: 1 + (index % 3),
      label,
      parts: project.label.read(label) ?? {},
      street,
      burst: screenshot,
      box: { xmin: 200 * (index % 3), ymin: 5, xmax: 200 * (index % 3) + width, ymax: 5 + height },
      width,
      height,
      crop: `dataset/crops/${index}.png`,
      flags: { difficult: false, truncated: false, clamped: false },
      source: 'voc',
      split: null,
    };
  });
  await timed(`writing ${count} samples`, () => writeSamples(project, samples));
  const made = await timed(`splitting ${count} samples`, () => split({ samples, ...project.split }));
  await timed('writing the split', () => writeSplit(project, made));
  await timed('findings without images', () => findDataIssues({ samples, assignments: made.assignments }));
  const { files } = await timed(`inspecting ${count} samples without images`, () =>
    inspectProject({ project, images: false }),
  );
  console.log(
    `  ${files.length} charts; peak memory of the whole run ${Math.round(process.resourceUsage().maxRSS / 1000)} MB`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
