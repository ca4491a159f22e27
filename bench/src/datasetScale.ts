// `node bench/src/datasetScale.ts`: a synthetic set of 100,000 samples is extracted, indexed again, inspected and split; time and peak memory.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  extract,
  inspectProject,
  readSamples,
  readSplit,
  resolveConfig,
  split,
  splitFolds,
  writeSamples,
  writeSplit,
} from 'toonvision';
import { describeMachine, loadWarning } from './machine.ts';
import { aligned } from './table.ts';

const HELP = `node bench/dist/datasetScale.js [--samples 100000] [--kind voc|manifest] [--folder <where>] [--keep]

Writes tiny screenshots with five objects each in a new folder, then measures what the commands extract, inspect and split do.
The first extraction cuts a crop for each object; the second finds all of them in order.
`;

/** Entities of the set, and how often each comes: as uneven as the original's. */
const ENTITIES = Array.from({ length: 32 }, (_, index) => `e${String.fromCharCode(97 + (index % 26))}${index}`);
const STREETS = ['br', 'dd', 'ddl', 'dg', 'mml', 'ttc'];
const OBJECTS = 5;

const { values } = parseArgs({
  options: {
    samples: { type: 'string', default: '100000' },
    kind: { type: 'string', default: 'voc' },
    folder: { type: 'string', default: tmpdir() },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const screenshots = Math.ceil(Number(values.samples) / OBJECTS);
if (!(screenshots > 0) || !['voc', 'manifest'].includes(values.kind)) {
  process.stderr.write(HELP);
  process.exit(2);
}

/** A gray image of 64 x 48 pixels. */
const GRAY_IMAGE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAEAAAAAwCAAAAACEICPDAAAAJ0lEQVR42u3MMREAAAgEoNfkRjeEmwcBqMlNRyAQCAQCgUAgEDwNFm0oAOBnO1pYAAAAAElFTkSuQmCC',
  'base64',
);

interface Annotated {
  label: string;
  box: [number, number, number, number];
}

/** What is on screenshot `shot`: a function of its number alone. */
function objectsOf(shot: number): Annotated[] {
  return Array.from({ length: OBJECTS }, (_, object) => {
    const drawn = (shot * 2_654_435_761 + object * 40_503) % 4_294_967_296;
    const entity = Math.floor(((drawn % 1009) / 1009) ** 1.5 * ENTITIES.length);
    const suit = ['bb', 'lb', 'cb', 'sb'][entity % 4] ?? 'bb';
    const left = drawn % 40;
    return { label: `cog_${suit}_${ENTITIES[entity]}`, box: [left, 3, left + 10 + (drawn % 13), 40] };
  });
}

const xml = (objects: readonly Annotated[]) =>
  `<annotation><size><width>64</width><height>48</height></size>${objects
    .map(
      ({ label, box: [a, b, c, d] }) =>
        `<object><name>${label}</name><bndbox><xmin>${a}</xmin><ymin>${b}</ymin><xmax>${c}</xmax><ymax>${d}</ymax></bndbox></object>`,
    )
    .join('')}</annotation>`;

async function writeSet(folder: string, kind: string): Promise<void> {
  for (const street of STREETS) await mkdir(join(folder, 'screenshots', street), { recursive: true });
  const rows = ['image,label,xmin,ymin,xmax,ymax'];
  for (let start = 0; start < screenshots; start += 200)
    await Promise.all(
      Array.from({ length: Math.min(200, screenshots - start) }, async (_, offset) => {
        const shot = start + offset;
        const stem = `${STREETS[shot % 6]}/s${String(shot).padStart(6, '0')}`;
        await writeFile(join(folder, 'screenshots', `${stem}.png`), GRAY_IMAGE);
        const objects = objectsOf(shot);
        if (kind === 'voc') await writeFile(join(folder, 'screenshots', `${stem}.xml`), xml(objects));
        else for (const { label, box } of objects) rows.push(`${stem}.png,${label},${box.join(',')}`);
      }),
    );
  if (kind !== 'voc') await writeFile(join(folder, 'screenshots', 'samples.csv'), `${rows.join('\n')}\n`);
}

const table: string[][] = [];
async function measure<T>(what: string, work: () => T | Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  const seconds = (performance.now() - start) / 1000;
  const peak = process.resourceUsage().maxRSS / 1024;
  table.push([what, `${seconds.toFixed(1)} s`, `${Math.round(peak)} MiB`]);
  return result;
}

const machine = describeMachine();
console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`);
const warning = loadWarning(machine);
if (warning !== undefined) console.log(warning);

const folder = await mkdtemp(join(values.folder, 'toonvision-scale-'));
try {
  console.log(`writing ${screenshots} screenshots with ${OBJECTS} objects each in ${folder}`);
  await writeSet(folder, values.kind);
  const project = resolveConfig(
    {
      label: { pattern: '^(?<kind>cog)_(?<suit>bb|lb|cb|sb)_(?<entity>[a-z0-9]+)$' },
      targets: { suit: ['bb', 'lb', 'cb', 'sb'] },
    },
    folder,
  );
  await measure(`extract the first time, crops cut`, () => extract({ project }));
  const { samples, reused } = await measure('extract again: read everything, cut nothing', () => extract({ project }));
  if (reused !== samples.length) throw new Error(`${samples.length - reused} crops were cut again`);
  await measure('inspect, charts and sheets written', () => inspectProject({ project }));
  await measure('read samples.json', () => readSamples(project));
  const made = await measure('split', () => split({ samples }));
  await measure('write and read split.json', async () => {
    await writeSplit(project, made);
    return readSplit(project, samples);
  });
  const half = samples.slice(0, Math.floor(samples.length * 0.99));
  const old = split({ samples: half });
  await measure('split again with 1% more', () => split({ samples, previous: old.assignments }));
  await measure('five folds', () => splitFolds({ samples, base: made, folds: 5 }));
  await measure('split without groups', () => split({ samples, groupBy: [] }));
  await measure('write samples.json', () => writeSamples(project, samples));
  console.log(`\n${samples.length} samples, ${values.kind}`);
  for (const line of aligned([['', 'time', 'peak memory so far'], ...table])) console.log(line);
  console.log(
    `worst row of the split: ${made.audit.worst.name}, off by ${made.audit.worst.deviation.toFixed(1)} of a sample`,
  );
} finally {
  if (!values.keep) await rm(folder, { recursive: true, force: true });
}
