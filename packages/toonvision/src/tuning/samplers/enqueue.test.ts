// Tests of enqueued points and of very large grids.
import { describe, expect, it } from 'vitest';
import type { Space, Values } from '../space/index.ts';
import { type EndedTrial, makeSampler, type SamplerName, type Suggestion } from './index.ts';

const int = (name: string, max: number) =>
  ({ kind: 'int', name, min: 1, max, step: 1, sampling: 'linear', when: [] }) as const;
const space: Space = { hyperparameters: [int('a', 50), int('b', 50)] };
const POINTS: Values[] = Array.from({ length: 12 }, (_, index) => ({ a: 50 - index, b: index + 1 }));

/** The first trials of a study whose result is a + b. */
function play(name: SamplerName, enqueued: Values[], count: number): Suggestion[] {
  const sampler = makeSampler(name, { enqueued, minEpochs: 2, maxEpochs: 18, factor: 3 });
  const asked: Suggestion[] = [];
  const told: EndedTrial[] = [];
  for (let number = 0; number < count; number += 1) {
    const answer = sampler.suggest({ space, seed: 0, number, asked, told, isPossible: () => true });
    if (!('values' in answer)) throw new Error(JSON.stringify(answer));
    asked.push(answer);
    const { values, epochs = 18, rung, bracket } = answer;
    told.push({ number, values, epochs, rung, bracket, objectives: [Number(values.a) + Number(values.b) * 2] });
  }
  return asked;
}

describe('enqueued points', () => {
  it.each(['random', 'grid', 'quasiRandom', 'bayesian', 'tpe'] as const)('%s starts with them', (name) => {
    expect(play(name, POINTS, 12).map(({ values }) => values)).toEqual(POINTS);
  });
  it.each(['hyperband', 'asha'] as const)('%s places each of them once in the lowest rung, before others', (name) => {
    const lowest = play(name, POINTS, 40).filter(({ fromTrial, rung }) => fromTrial === undefined && rung === 0);
    expect(lowest.slice(0, POINTS.length).map(({ values }) => values)).toEqual(POINTS);
    expect(new Set(lowest.map(({ values }) => JSON.stringify(values))).size).toBe(lowest.length);
  });
  it.each(['hyperband', 'asha', 'random'] as const)('%s rejects a point outside the space', (name) => {
    expect(() => play(name, [{ a: 1, b: 99 }], 1)).toThrow(/enqueued point 1 .*expected b 1 to 50, got 99/);
  });
});

describe('a grid', () => {
  const huge = (count: number): Space => ({
    hyperparameters: Array.from({ length: count }, (_, index) => int(`h${index}`, 10)),
  });
  const ask = (grid: Space, isPossible: (values: Values) => boolean, asked: Suggestion[] = []) =>
    makeSampler('grid').suggest({ space: grid, seed: 0, number: asked.length, asked, told: [], isPossible });
  it('with more points than safe integers is rejected', () => {
    expect(() => ask(huge(20), () => true)).toThrow(/the grid is too large: 1\.0e\+20 points/);
  });
  it('with very many points is covered evenly without repeats', () => {
    const asked: Suggestion[] = [];
    for (let number = 0; number < 30; number += 1) {
      const answer = ask(huge(15), () => true, asked);
      if ('values' in answer) asked.push(answer);
    }
    expect(new Set(asked.map(({ values }) => JSON.stringify(values))).size).toBe(30);
    expect(new Set(asked.map(({ values }) => values.h0)).size).toBe(10);
  });
  it('without a valid point ends with a reason', () => {
    expect(ask(huge(7), () => false)).toEqual({ exhausted: expect.stringContaining('is valid within the limits') });
  });
});
