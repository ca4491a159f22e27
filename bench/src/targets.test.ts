// The targets: who has one, that each names a contender, and what counts as met.
import { expect, it } from 'vitest';
import { MODEL_NAMES } from './architectures.ts';
import { CONTENDERS } from './contenders.ts';
import { TASKS } from './protocol.ts';
import { targetOf, verdict } from './targets.ts';

it('knows the target of a contender, a task and a model', () => {
  expect(targetOf('torch-cl', 'training', 'tuned')).toBe(5);
  expect(targetOf('torch-expert', 'inference', 'baseline')).toBe(1.5);
  expect(targetOf('torch-expert', 'inference', 'tuned')).toBe(1.2);
  expect(targetOf('jax', 'training', 'baseline')).toBe(50);
  expect(targetOf('jax', 'inference', 'baseline')).toBeUndefined();
  expect(targetOf('ours', 'training', 'baseline')).toBeUndefined();
});

it('reaches every peer that is meant', () => {
  const withTarget = CONTENDERS.filter(({ id }) =>
    TASKS.some((task) => MODEL_NAMES.some((model) => targetOf(id, task, model) !== undefined)),
  );
  expect(withTarget.map(({ id }) => id)).toEqual(['torch-cl', 'torch-expert', 'ort', 'ort-bytes', 'tfjs-wasm', 'jax']);
});

it('does not round a miss up', () => {
  expect(verdict(5, 5)).toBe('>= 5x met');
  expect(verdict(4.999, 5)).toBe('>= 5x NOT met');
  expect(verdict(Number.NaN, 5)).toBe('>= 5x NOT met');
});
