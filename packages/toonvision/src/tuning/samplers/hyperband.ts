// Hyperband (Li et al. 2017): many points for few epochs; the best of each rung continue training from their weights.
import { drawNew } from './draw.ts';
import { countNewPoints } from './enqueue.ts';
import type { Answer, Ask, EndedTrial, Sampler, SamplerOptions } from './sampler.ts';

interface Rung {
  bracket: number;
  rung: number;
  /** Number of trials, number of the first trial, and epochs to train to. */
  size: number;
  first: number;
  epochs: number;
}

/**
 * Lists the rungs of one round of brackets in trial order. Bracket s starts with ceil((S + 1) / (s + 1) * factor^s) points
 * for maxEpochs / factor^s epochs.
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
  const maxBracket = Math.max(0, Math.floor(Math.log(maxEpochs / minEpochs) / Math.log(factor) + 1e-9));
  const rungs: Rung[] = [];
  let first = 0;
  for (let s = maxBracket; s >= 0; s -= 1) {
    const start = Math.ceil(((maxBracket + 1) / (s + 1)) * factor ** s);
    for (let rung = 0; rung <= s; rung += 1) {
      const size = Math.max(1, Math.floor(start / factor ** rung));
      const epochs = Math.max(1, Math.round(maxEpochs / factor ** (s - rung)));
      rungs.push({ bracket: maxBracket - s, rung, size, first, epochs });
      first += size;
    }
  }
  return rungs;
}

/** Sorts the trials of a rung, best first, failed ones last, ties by number. */
export function ranked(trials: readonly EndedTrial[]): EndedTrial[] {
  const score = ({ objectives }: EndedTrial) => {
    const value = objectives?.[0] ?? Number.NaN;
    return Number.isFinite(value) ? value : Number.POSITIVE_INFINITY;
  };
  return [...trials].sort((a, b) => score(a) - score(b) || a.number - b.number);
}

/** Creates the Hyperband sampler. After a full round of brackets it starts another; trials are ranked by the first objective. */
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
        const values = enqueued[countNewPoints(ask)];
        const found = values === undefined ? drawNew(ask, 'hyperband') : { values };
        return 'values' in found ? { values: found.values, ...place } : found;
      }
      const below = rungs[at - 1] as Rung;
      const numbers = Array.from({ length: below.size }, (_, index) => offset + below.first + index);
      const results = numbers.map((number) => ask.told.find((trial) => trial.number === number));
      if (results.some((trial) => trial === undefined)) return { wait: true };
      const parent = ranked(results as EndedTrial[])[within - first] as EndedTrial;
      // A rung of failed trials has nothing to promote; a new point is tried instead.
      if (parent.objectives === null) {
        const found = drawNew(ask, 'hyperband');
        return 'values' in found ? { values: found.values, ...place } : found;
      }
      return { values: parent.values, fromTrial: parent.number, ...place };
    },
  };
}
