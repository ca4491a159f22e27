// `node bench/dist/groupedSplits.js`: how good a model seems when crops of one burst of screenshots may lie on both sides of the split, and when not.
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import {
  builtInModels,
  drawTown,
  ensureSplit,
  evaluateRun,
  extract,
  loadConfig,
  type Project,
  readSamples,
  renderSvg,
  repeatsBoxes,
  type Sample,
  type Split,
  trainRun,
} from 'toonvision';
import { describeMachine, loadWarning } from './machine.ts';
import { aligned } from './table.ts';

const HELP = `node bench/dist/groupedSplits.js [--project <folder>] [--seeds 5] [--epochs 100] [--out chart.svg]

Splits a project by screenshot and burst, and again sample by sample (split --group none), trains the baseline on each with the
same seeds and evaluates it on the test side. It works on a copy; without --project it draws the demo town.
`;

const { values } = parseArgs({
  options: {
    project: { type: 'string' },
    seeds: { type: 'string', default: '5' },
    epochs: { type: 'string', default: '100' },
    out: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const [seeds, epochs] = [Number(values.seeds), Number(values.epochs)];
if (values.help || !(seeds > 0) || !(epochs > 0)) {
  (values.help ? process.stdout : process.stderr).write(HELP);
  process.exit(values.help ? 0 : 2);
}

interface Result {
  wrong: number;
  samples: number;
}
const accuracyOf = ({ wrong, samples }: Result): number => (samples === 0 ? Number.NaN : 1 - wrong / samples);

/** Test samples with a near-copy in training: the same object in another frame of its burst. */
function nearCopies(samples: readonly Sample[], { assignments }: Split): Set<string> {
  const trained = samples.filter(({ id }) => assignments[id] === 'train');
  const copies = samples.filter(
    (sample) =>
      assignments[sample.id] === 'test' &&
      trained.some(({ burst, label, screenshot }) => {
        return burst === sample.burst && label === sample.label && screenshot !== sample.screenshot;
      }),
  );
  return new Set(copies.map(({ id }) => id));
}

/** All test samples of one split and seed, and those with and without a near-copy in training. */
async function trainAndTest(
  project: Project,
  samples: readonly Sample[],
  seed: number,
  groupBy: string[],
): Promise<Result[]> {
  const { split } = await ensureSplit({ project, settings: { seed, groupBy }, force: true });
  const name = `${groupBy.length === 0 ? 'single' : 'grouped'}-${seed}`;
  const run = await trainRun({ project, model: builtInModels.baseline, modelName: 'baseline', seed, epochs, name });
  const { predictions } = await evaluateRun({ project, run, reason: 'groupedSplits' });
  const copies = nearCopies(samples, split);
  const parts = [
    predictions,
    predictions.filter(({ id }) => copies.has(id)),
    predictions.filter(({ id }) => !copies.has(id)),
  ];
  return parts.map((part) => ({
    samples: part.length,
    wrong: part.filter((prediction) => prediction.true !== prediction.predicted).length,
  }));
}

const machine = describeMachine();
console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; ${seeds} seeds`);
const warning = loadWarning(machine);
if (warning !== undefined) console.log(warning);
const folder = await mkdtemp(join(tmpdir(), 'grouped-splits-'));
try {
  const town = join(folder, 'town');
  if (values.project === undefined) await drawTown(town);
  else {
    const from = values.project;
    const skipped = new Set(['runs', 'repeats', 'studies', 'dataset', '.toonvision']);
    await mkdir(town);
    await cp(from, town, { recursive: true, filter: (file) => !skipped.has(relative(from, file)) });
  }
  const project = await loadConfig(town);
  await extract({ project });
  const samples = await readSamples(project);
  const grouped: Result[] = [];
  const single: Result[] = [];
  const withCopy: Result[] = [];
  const withoutCopy: Result[] = [];
  for (let seed = 0; seed < seeds; seed += 1) {
    const [whole] = await trainAndTest(project, samples, seed, ['screenshot', 'burst']);
    const [all, copied, others] = await trainAndTest(project, samples, seed, []);
    if (whole === undefined || all === undefined || copied === undefined || others === undefined) break;
    grouped.push(whole);
    single.push(all);
    withCopy.push(copied);
    withoutCopy.push(others);
    console.log(`seed ${seed} done`);
  }
  const groups = [
    { name: 'whole bursts in one split', results: grouped },
    { name: 'sample by sample', results: single },
    { name: '  of these, with a near-copy', results: withCopy },
    { name: '  of these, without', results: withoutCopy },
  ];
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  const rows = groups.map(({ name, results }) => [
    name,
    results.map(({ wrong, samples: of }) => `${wrong}/${of}`).join(' '),
    mean(results.map(accuracyOf)).toFixed(3),
  ]);
  for (const line of aligned([['split', 'wrong test samples', 'mean accuracy'], ...rows])) console.log(line);
  if (values.out !== undefined) {
    const boxes = groups.map(({ name, results }) => ({ name: name.trim(), values: results.map(accuracyOf) }));
    const title = 'The same model, split in two ways';
    const subtitle = `baseline on the demo town, seeds 0 to ${seeds - 1} of split and training`;
    await writeFile(values.out, await renderSvg(repeatsBoxes(boxes, { title, subtitle, metric: 'test accuracy' })));
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
