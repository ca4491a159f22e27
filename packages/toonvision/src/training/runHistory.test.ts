// Tests of runHistory.ts.
import { expect, it } from 'vitest';
import { historyCsv, keptEpoch } from './runHistory.ts';

const epoch = { epoch: 1, loss: 1.5, accuracy: 0.5, precision: 0.4, recall: 0.3, f1: 0.2, learningRate: 0.001 };

it('stores every recorded value, with null for NaN', () => {
  const kept = keptEpoch({ ...epoch, valLoss: Number.NaN, seconds: 2, imagesPerSecond: 10, recall_0: 0.7 });
  expect(kept).toEqual({ ...epoch, valLoss: null, seconds: 2, imagesPerSecond: 10, recall_0: 0.7 });
  const [head, row] = historyCsv([kept]).split('\n');
  expect(head).toMatch(/,valF1,recall_0,learningRate,seconds,imagesPerSecond$/);
  expect(row).toBe('1,1.5,0.5,0.4,0.3,0.2,,,,,,0.7,0.001,2,10');
});

it('writes one row per epoch with empty cells for missing values', () => {
  const rows = historyCsv([keptEpoch({ ...epoch, valLoss: Number.NaN, seconds: 2, imagesPerSecond: 10 })]).split('\n');
  expect(rows[0]).toBe(
    'epoch,loss,accuracy,precision,recall,f1,valLoss,valAccuracy,valPrecision,valRecall,valF1,learningRate,seconds,imagesPerSecond',
  );
  expect(rows[1]).toBe('1,1.5,0.5,0.4,0.3,0.2,,,,,,0.001,2,10');
});
