// Tests of repeatsRecord.ts: compatibility with earlier versions.
import { expect, it } from 'vitest';
import { repeatedRunSchema } from './repeatsRecord.ts';

const run = { run: 'a-seed-0', seed: 0, status: 'finished', epochs: 1, bestEpoch: 1, seconds: 1, weightsSha256: '' };
const test = {
  ...{ samples: 3, wrong: 1, macroPrecision: 0.75, macroRecall: 0.75, macroF1: 2 / 3, macroAuc: null },
  ...{ loss: 0.5, brier: 0.3, ece: 0.1 },
  confusion: [
    [1, 1],
    [0, 1],
  ],
};

it('computes metrics missing in earlier versions from the confusion matrix', () => {
  expect(repeatedRunSchema.parse({ ...run, test }).test).toMatchObject({ ...test, accuracy: 2 / 3 });
});

it('rejects a record without a metric that does not follow from the confusion matrix', () => {
  const { brier: _, ...without } = test;
  expect(repeatedRunSchema.safeParse({ ...run, test: without }).success).toBe(false);
});
