// ASHA (Li et al. 2020): promotes the best trials of each rung without waiting for the rung to fill.
import { drawNew } from './draw.ts';
import { countNewPoints } from './enqueue.ts';
import { ranked } from './hyperband.ts';
import { knownTrials } from './lagged.ts';
import type { Answer, Ask, Sampler, SamplerOptions } from './sampler.ts';

/** Creates the ASHA sampler. It looks only at trials allowed by `lag`, so the number of workers does not change the trials. */
export function ashaSampler({
  minEpochs = 3,
  maxEpochs = 75,
  factor = 3,
  lag = 4,
  enqueued = [],
}: SamplerOptions = {}): Sampler {
  const top = Math.max(0, Math.floor(Math.log(maxEpochs / minEpochs) / Math.log(factor) + 1e-9));
  const epochsOf = (rung: number) => Math.max(1, Math.round(maxEpochs / factor ** (top - rung)));
  return {
    name: 'asha',
    suggest(ask: Ask): Answer {
      const known = knownTrials(ask, lag);
      if (known === undefined) return { wait: true };
      const promoted = new Set(ask.asked.flatMap(({ fromTrial }) => (fromTrial === undefined ? [] : [fromTrial])));
      for (let rung = top - 1; rung >= 0; rung -= 1) {
        const ordered = ranked(known.filter((trial) => (trial.rung ?? 0) === rung));
        const next = ordered
          .slice(0, Math.floor(ordered.length / factor))
          .find(({ number, objectives }) => objectives !== null && !promoted.has(number));
        if (next !== undefined)
          return { values: next.values, fromTrial: next.number, rung: rung + 1, epochs: epochsOf(rung + 1) };
      }
      const values = enqueued[countNewPoints(ask)];
      const found = values === undefined ? drawNew(ask, 'asha') : { values };
      return 'values' in found ? { values: found.values, rung: 0, epochs: epochsOf(0) } : found;
    },
  };
}
