// `node bench/dist/samplers.js`: Bayesian and TPE against random search on known functions, over many seeds.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  discoverSpace,
  type EndedTrial,
  makeSampler,
  type SamplerName,
  type Space,
  type Suggestion,
  type Values,
} from 'toonvision';
import { median } from './median.ts';
import { aligned } from './table.ts';

const { values: flags } = parseArgs({
  options: { seeds: { type: 'string', default: '20' }, trials: { type: 'string', default: '50' } },
});
const SEEDS = Number(flags.seeds);
const TRIALS = Number(flags.trials);

interface Problem {
  name: string;
  space: Space;
  /** To be made small. */
  loss: (values: Values) => number;
  trials: number;
}

const floats = (count: number, min: (at: number) => number, max: (at: number) => number): Space =>
  discoverSpace(
    (hp) => {
      for (let at = 0; at < count; at += 1) hp.float(`x${at}`, { min: min(at), max: max(at) });
      return [];
    },
    { height: 1, width: 1, channels: 3 },
    2,
  );

const branin: Problem = {
  name: 'Branin (2 dimensions, least .398)',
  space: floats(
    2,
    (dimension) => [-5, 0][dimension] ?? 0,
    (dimension) => [10, 15][dimension] ?? 1,
  ),
  loss: ({ x0, x1 }) => {
    const [x, y] = [Number(x0), Number(x1)];
    return (
      (y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6) ** 2 +
      10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) +
      10
    );
  },
  trials: TRIALS,
};

const A = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const P = [
  [1312, 1696, 5569, 124, 8283, 5886],
  [2329, 4135, 8307, 3736, 1004, 9991],
  [2348, 1451, 3522, 2883, 3047, 6650],
  [4047, 8828, 8732, 5743, 1091, 381],
];
const hartmann: Problem = {
  name: 'Hartmann (6 dimensions, least -3.322)',
  space: floats(
    6,
    () => 0,
    () => 1,
  ),
  loss: (values) =>
    -[1, 1.2, 3, 3.2].reduce((sum, weight, i) => {
      const inner = (A[i] ?? []).reduce(
        (total, a, j) => total + a * (Number(values[`x${j}`]) - (P[i]?.[j] ?? 0) / 10_000) ** 2,
        0,
      );
      return sum + weight * Math.exp(-inner);
    }, 0),
  trials: TRIALS,
};

/** The trials of a real KerasTuner project: the loss of a point is that of its nearest recorded one, and its distance. */
function recorded(): Problem | undefined {
  const folder = resolve('../shared/data/keras-tuner');
  let trials: { values: Values; loss: number }[];
  let ranges: { name: string; min_value: number; max_value: number; step: number }[] = [];
  try {
    trials = readdirSync(folder)
      .filter((name) => name.startsWith('trial_'))
      .flatMap((name) => {
        const { hyperparameters, score } = JSON.parse(readFileSync(join(folder, name, 'trial.json'), 'utf8'));
        ranges = hyperparameters.space.map(({ config }: { config: unknown }) => config);
        return typeof score === 'number' ? [{ values: hyperparameters.values as Values, loss: score }] : [];
      });
  } catch {
    return undefined;
  }
  const space = discoverSpace(
    (hp) => {
      for (const { name, min_value: min, max_value: max, step } of ranges) hp.float(name, { min, max, step });
      return [];
    },
    { height: 1, width: 1, channels: 3 },
    2,
  );
  return {
    name: `${trials.length} recorded trials, smoothed`,
    space,
    loss: (values) => {
      let [sum, weights] = [0, 0];
      for (const { values: other, loss } of trials) {
        const distance = ranges.reduce(
          (total, { name, min_value: min, max_value: max }) =>
            total + ((Number(values[name]) - Number(other[name])) / (max - min)) ** 2,
          0,
        );
        const weight = Math.exp(-6 * distance);
        sum += weight * Math.log(loss);
        weights += weight;
      }
      return sum / weights;
    },
    trials: TRIALS,
  };
}

function best({ space, loss, trials }: Problem, name: SamplerName, seed: number): number {
  const sampler = makeSampler(name);
  const asked: Suggestion[] = [];
  const told: EndedTrial[] = [];
  for (let number = 0; number < trials; number += 1) {
    const answer = sampler.suggest({ space, seed, number, asked, told, isPossible: () => true });
    if (!('values' in answer)) break;
    asked.push(answer);
    told.push({ number, values: answer.values, epochs: 1, objectives: [loss(answer.values)] });
  }
  return Math.min(...told.map(({ objectives }) => objectives?.[0] ?? Number.POSITIVE_INFINITY));
}

const rows: string[][] = [];
const problems = [branin, hartmann, recorded()].filter((problem) => problem !== undefined);
if (problems.length < 3) console.log('../shared/data/keras-tuner is not there: no recorded trials');
let lost = 0;
for (const problem of problems) {
  const seeds = Array.from({ length: SEEDS }, (_, seed) => seed);
  const random = seeds.map((seed) => best(problem, 'random', seed));
  rows.push([problem.name, 'random', median(random).toFixed(3), '', '']);
  for (const name of ['quasiRandom', 'tpe', 'bayesian'] as const) {
    const start = performance.now();
    const own = seeds.map((seed) => best(problem, name, seed));
    const each = (performance.now() - start) / SEEDS / problem.trials;
    const wins = own.filter((value, seed) => value < (random[seed] ?? 0)).length;
    if (name !== 'quasiRandom' && !(median(own) < median(random))) lost += 1;
    rows.push(['', name, median(own).toFixed(3), `${wins} of ${SEEDS}`, `${each.toFixed(1)} ms`]);
  }
}
console.log(`Best of ${TRIALS} trials, median of ${SEEDS} seeds; suggestions know trials up to n - 4`);
for (const line of aligned([['function', 'sampler', 'best', 'better than random', 'a suggestion'], ...rows]))
  console.log(line);
if (lost > 0) process.exitCode = 1;
