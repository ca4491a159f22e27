// Hyperband (Li et al. 2017): many points for few epochs, the best of each rung for more; weights are carried on.
import { drawNew } from './draw.ts';
import { begunPoints } from './enqueue.ts';
import type { Answer, Ask, Sampler, SamplerOptions, ToldTrial } from './sampler.ts';

interface Rung {
  bracket: number;
  rung: number;
  /** Trials of the rung, the first one's number, and the epochs they are trained to. */
  size: number;
  first: number;
  epochs: number;
}

/**
 * The rungs of one round of brackets, in the order of their trials. Bracket s begins with ceil((S + 1) / (s + 1) * factor^s)
 * points for maxEpochs / factor^s epochs.
 *
 * @example
 * hyperbandRungs({ minEpochs: 3, maxEpochs: 27, factor: 3 }).map(({ size, epochs }) => [size, epochs]);
 * // [[9, 3], [3, 9], [1, 27], [5, 9], [1, 27], [3, 27]]
 */
export function hyperbandRungs({
  minEpochs,
  maxEpochs,
  factor,
}: {
  minEpochs: number;
  maxEpochs: number;
  factor: number;
}): Rung[] {
  const most = Math.max(0, Math.floor(Math.log(maxEpochs / minEpochs) / Math.log(factor) + 1e-9));
  const rungs: Rung[] = [];
  let first = 0;
  for (let s = most; s >= 0; s -= 1) {
    const start = Math.ceil(((most + 1) / (s + 1)) * factor ** s);
    for (let rung = 0; rung <= s; rung += 1) {
      const size = Math.max(1, Math.floor(start / factor ** rung));
      const epochs = Math.max(1, Math.round(maxEpochs / factor ** (s - rung)));
      rungs.push({ bracket: most - s, rung, size, first, epochs });
      first += size;
    }
  }
  return rungs;
}

/** The better trials of a rung, the best first; failed ones last, equal ones in the order of their numbers. */
export function ranked(trials: readonly ToldTrial[]): ToldTrial[] {
  const score = ({ objectives }: ToldTrial) => {
    const value = objectives?.[0] ?? Number.NaN;
    return Number.isFinite(value) ? value : Number.POSITIVE_INFINITY;
  };
  return [...trials].sort((a, b) => score(a) - score(b) || a.number - b.number);
}

/** The Hyperband sampler: brackets, and when all are done, brackets again with other points. It ranks by the first objective. */
export function hyperbandSampler({
  minEpochs = 3,
  maxEpochs = 75,
  factor = 3,
  enqueued = [],
}: SamplerOptions = {}): Sampler {
  const rungs = hyperbandRungs({ minEpochs, maxEpochs, factor });
  const last = rungs.at(-1);
  const round = (last?.first ?? 0) + (last?.size ?? 1);
  return {
    name: 'hyperband',
    suggest(ask: Ask): Answer {
      const offset = Math.floor(ask.number / round) * round;
      const within = ask.number - offset;
      const at = rungs.findIndex(({ first, size }) => within >= first && within < first + size);
      const { bracket = 0, rung = 0, epochs = maxEpochs, first = 0 } = rungs[at] ?? {};
      const place = { bracket: bracket + Math.floor(ask.number / round) * 1000, rung, epochs };
      if (rung === 0) {
        const values = enqueued[begunPoints(ask)];
        const found = values === undefined ? drawNew(ask, 'hyperband') : { values };
        return 'values' in found ? { values: found.values, ...place } : found;
      }
      const below = rungs[at - 1] as Rung;
      const numbers = Array.from({ length: below.size }, (_, index) => offset + below.first + index);
      const told = numbers.map((number) => ask.told.find((trial) => trial.number === number));
      if (told.some((trial) => trial === undefined)) return { wait: true };
      const parent = ranked(told as ToldTrial[])[within - first] as ToldTrial;
      // A rung of failures has nothing to carry on: a new point is tried instead.
      if (parent.objectives === null) {
        const found = drawNew(ask, 'hyperband');
        return 'values' in found ? { values: found.values, ...place } : found;
      }
      return { values: parent.values, fromTrial: parent.number, ...place };
    },
  };
}
