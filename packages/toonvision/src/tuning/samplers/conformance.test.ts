// Properties that every sampler must have.
import { beforeAll, describe, expect, it } from 'vitest';
import { countSpace, discoverSpace, faultOf, type Space, type Values, valuesKey } from '../space/index.ts';
import {
  type Answer,
  type EndedTrial,
  makeSampler,
  SAMPLER_NAMES,
  type SamplerName,
  type SamplerOptions,
  type Suggestion,
} from './index.ts';

const INPUT = { height: 10, width: 10, channels: 3 };
const space = discoverSpace(
  (hp) => {
    hp.int('filters', { min: 4, max: 16, step: 4 });
    hp.float('rate', { min: 1e-4, max: 1e-1, sampling: 'log' });
    hp.float('dropout', { min: 0, max: 0.9, step: 0.1 });
    hp.choice('padding', ['same', 'valid']);
    const second = hp.boolean('second');
    hp.conditionalScope('second', [true], () => hp.int('secondFilters', { min: 2, max: 8, step: 2 }));
    hp.fixed('kernel', second ? 3 : 3);
    return [];
  },
  INPUT,
  4,
);
const small = discoverSpace(
  (hp) => {
    hp.int('a', { min: 1, max: 3 });
    const b = hp.boolean('b');
    if (b !== undefined) hp.conditionalScope('b', [true], () => hp.choice('c', ['x', 'y']));
    return [];
  },
  INPUT,
  4,
);

/** A made-up loss that a sampler can learn: few filters are worse, dropout is best at 0.3. */
function lossOf(values: Values): number {
  const filters = Number(values.filters ?? values.a ?? 1);
  return 1 / filters + Math.abs(Number(values.dropout ?? 0) - 0.3) + (values.padding === 'same' ? 0 : 0.2);
}

interface Played {
  suggestions: Suggestion[];
  end: string | undefined;
}

/**
 * Plays a study: `workers` trials side by side, ended in an order that `shuffle` changes; what is asked must not depend on it.
 */
function play(
  name: SamplerName,
  searched: Space,
  {
    count,
    workers = 1,
    seed = 1,
    start = [],
    shuffle = 0,
    isPossible = () => true,
    options = {},
    fails = () => false,
  }: {
    count: number;
    workers?: number;
    seed?: number;
    start?: Suggestion[];
    shuffle?: number;
    isPossible?: (values: Values) => boolean;
    options?: SamplerOptions;
    fails?: (number: number) => boolean;
  },
): Played {
  const sampler = makeSampler(name, { minEpochs: 1, maxEpochs: 9, ...options });
  const suggestions: Suggestion[] = [...start];
  const told: EndedTrial[] = [];
  const running: number[] = [];
  const tell = (number: number) => {
    const { values, epochs = 9, rung, bracket } = suggestions[number] as Suggestion;
    const objectives = fails(number) ? null : [lossOf(values), Number(values.filters ?? 1)];
    told.push({ number, values, epochs, rung, bracket, objectives });
  };
  start.forEach((_, number) => {
    tell(number);
  });
  for (;;) {
    if (suggestions.length < count && running.length < workers) {
      const answer: Answer = sampler.suggest({
        space: searched,
        seed,
        number: suggestions.length,
        // Round-tripped through JSON, as when read from a file.
        asked: JSON.parse(JSON.stringify(suggestions)) as Suggestion[],
        told: JSON.parse(JSON.stringify(told)) as EndedTrial[],
        isPossible,
      });
      if ('exhausted' in answer) return { suggestions, end: answer.exhausted };
      if ('values' in answer) {
        running.push(suggestions.length);
        suggestions.push(answer);
        continue;
      }
      expect(running.length, 'waits although nothing runs').toBeGreaterThan(0);
    }
    if (running.length === 0) return { suggestions, end: undefined };
    const [ended] = running.splice((shuffle * 7 + told.length * 3) % running.length, 1);
    tell(ended as number);
  }
}

describe.each(SAMPLER_NAMES)('%s', (name) => {
  const isRungs = name === 'hyperband' || name === 'asha';
  /** Reference study: 40 trials, one worker. */
  let whole: Played;
  beforeAll(() => {
    whole = play(name, space, { count: 40 });
  });
  const firstTrials = (count: number): Played => ({ ...whole, suggestions: whole.suggestions.slice(0, count) });

  it('stays in bounds and on the grid and respects conditions', () => {
    for (const { values } of whole.suggestions) expect(faultOf(space, values)).toBeUndefined();
  });

  it('never suggests a point twice, except to continue a trial', () => {
    const { suggestions } = whole;
    const fresh = suggestions.filter(({ fromTrial }) => fromTrial === undefined);
    expect(new Set(fresh.map(({ values }) => valuesKey(values))).size).toBe(fresh.length);
    for (const { fromTrial, values, epochs } of suggestions) {
      if (fromTrial === undefined) continue;
      expect(values).toEqual(suggestions[fromTrial]?.values);
      expect(epochs).toBeGreaterThan(suggestions[fromTrial]?.epochs ?? 0);
    }
  });

  it('gives the same trials for the same seed, and others for another seed', () => {
    expect(play(name, space, { count: 25 })).toEqual(firstTrials(25));
    if (name !== 'grid') expect(play(name, space, { count: 25, seed: 2 })).not.toEqual(firstTrials(25));
  });

  it.each([2, 3, 4])('gives the same trials with %i workers, in any order of completion', (workers) => {
    for (const shuffle of [0, 1, 2]) expect(play(name, space, { count: 40, workers, shuffle })).toEqual(whole);
  });

  it('resumes from stored trials as if it had never stopped', () => {
    for (const count of [1, 9, 17])
      expect(play(name, space, { count: 30, start: whole.suggestions.slice(0, count) })).toEqual(firstTrials(30));
  });

  it('redraws invalid points at no cost', () => {
    const isPossible = ({ filters, padding }: Values) => Number(filters) <= 8 && padding === 'same';
    const { suggestions } = play(name, space, { count: 20, isPossible });
    expect(suggestions).toHaveLength(20);
    for (const { values } of suggestions) expect(isPossible(values)).toBe(true);
  });

  it('finds every point of a small space, then reports that it is exhausted', () => {
    expect(countSpace(small)).toBe(9);
    const { suggestions, end } = play(name, small, { count: 200, isPossible: ({ a }) => a !== 2 });
    const points = new Set(suggestions.map(({ values }) => valuesKey(values)));
    expect(points.size).toBe(6);
    expect(end).toMatch(/all valid points of the (space|grid) \(9 in total\) have been tried/);
  });

  it('ends if no point is valid', () => {
    expect(play(name, space, { count: 5, isPossible: () => false }).end).toMatch(/valid/);
  });

  it('continues when some or all trials fail', () => {
    expect(play(name, space, { count: 30, fails: (number) => number % 3 === 0 }).suggestions).toHaveLength(30);
    expect(play(name, space, { count: 30, fails: () => true }).suggestions).toHaveLength(30);
  });

  // Samplers with rungs place them in the lowest rung; see enqueue.test.ts.
  if (isRungs) return;
  it('starts with enqueued points and rejects an invalid one', () => {
    const [first, second] = play(name, space, { count: 2, seed: 9 }).suggestions.map(({ values }) => values);
    const enqueued = [second as Values, first as Values];
    const { suggestions } = play(name, space, { count: 6, options: { enqueued } });
    expect(suggestions.slice(0, 2).map(({ values }) => values)).toEqual(enqueued);
    expect(new Set(suggestions.map(({ values }) => valuesKey(values))).size).toBe(6);
    expect(() => play(name, space, { count: 2, options: { enqueued: [{ filters: 5 }] } })).toThrow(
      /enqueued point 1 \(filters 5\): expected filters 4 to 16 in steps of 4, got 5/,
    );
  });
});
