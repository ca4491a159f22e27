// `node bench/dist/datasetDecode.js <project>`: decodes, crops and resizes every sample of a project, next to Pillow.
import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadConfig, openPixelCache, readSamples } from 'toonvision';
import { describeMachine, loadWarning } from './machine.ts';
import { aligned } from './table.ts';

const HELP = `node bench/dist/datasetDecode.js <project> [--rounds 3] [--python /usr/bin/python3]

Builds the pixel cache of an extracted project (decode, cut out, resize to 600 x 200, write) and lets Pillow do the same
without writing, with a process a core. Prints samples/s: the median of the rounds.
`;
const PEER = fileURLToPath(new URL('../peers/pillow_crops.py', import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    python: { type: 'string', default: '/usr/bin/python3' },
    help: { type: 'boolean', default: false },
  },
});
const [directory] = positionals;
if (values.help || directory === undefined) {
  process.stdout.write(HELP);
  process.exit(values.help ? 0 : 2);
}
const rounds = Math.max(1, Number(values.rounds));
const median = (numbers: number[]) => [...numbers].sort((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)] ?? 0;

const machine = describeMachine();
console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`);
const warning = loadWarning(machine);
if (warning !== undefined) console.log(warning);

const project = await loadConfig(directory);
const samples = await readSamples(project);
const input = { ...project.input, height: 600, width: 200, fit: 'stretch', interpolation: 'bilinear' } as const;
const ours: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  const { path } = await openPixelCache({ project, samples, input });
  await rm(path);
  await rm(path.replace(/\.pixels$/, '.json'));
  const cache = await openPixelCache({ project, samples, input });
  if (!cache.built || cache.resumed > 0) throw new Error('the cache was not built from scratch');
  ours.push(samples.length / cache.seconds);
}
const cores = availableParallelism();
const args = [PEER, project.paths.samples, project.directory, String(cores), String(rounds)];
const pillow = spawnSync(values.python, args, { encoding: 'utf8' });
const theirs = pillow.status === 0 ? pillow.stdout.trim().split('\n').map(Number) : [];
if (theirs.length === 0)
  console.log(`Pillow cannot be measured: ${(pillow.stderr || String(pillow.error)).trim().split('\n').at(-1)}`);
const rows = [
  ['toonvision, written to the cache', median(ours).toFixed(0)],
  [`Pillow, ${cores} processes, not written`, theirs.length === 0 ? '-' : median(theirs).toFixed(0)],
];
for (const line of aligned([[`${samples.length} samples`, 'samples/s'], ...rows])) console.log(line);
