import { expect, it } from 'vitest';
import { randomWords, streamKey } from '../random.ts';
import { macroAuc, rocAuc } from './auc.ts';

// Every pair looked at.
function pairs(positives: readonly number[], negatives: readonly number[]): number {
  let won = 0;
  for (const p of positives) for (const n of negatives) won += p > n ? 1 : p === n ? 0.5 : 0;
  return won / (positives.length * negatives.length);
}

const key = streamKey(3, 'auc');
// One column a class: scores[c], positive where the label is c.
const columnsOf = (scores: number[][], labels: number[]) =>
  scores.map((column, c) => ({ scores: column, labels: labels.map((label) => (label === c ? 1 : 0)) }));
const whole = (index: number, below: number) => randomWords(key, index)[0] % below;

it('equals the count of pairs, with many ties and with few', () => {
  for (const distinct of [2, 5, 1_000_000]) {
    for (let round = 0; round < 20; round++) {
      const values = (count: number, from: number) =>
        Array.from({ length: count }, (_, i) => whole(from + i, distinct));
      const positives = values(1 + whole(round, 30), 1000 * round);
      const negatives = values(1 + whole(round + 50, 30), 1000 * round + 500);
      expect(rocAuc(Float64Array.from(positives), Float64Array.from(negatives))).toBe(pairs(positives, negatives));
    }
  }
});

it('is the mean over classes, each against the rest', () => {
  const labels = Array.from({ length: 60 }, (_, i) => whole(i, 3));
  const scores = [0, 1, 2].map((c) => labels.map((_, i) => whole(100 * (c + 1) + i, 7) / 7));
  const expected = scores.map((column, c) =>
    pairs(
      column.filter((_, i) => labels[i] === c),
      column.filter((_, i) => labels[i] !== c),
    ),
  );
  expect(macroAuc(columnsOf(scores, labels))).toBeCloseTo(expected.reduce((sum, value) => sum + value, 0) / 3, 12);
});

it('ignores classes that cannot be ranked', () => {
  expect(
    macroAuc(
      columnsOf(
        [
          [0.9, 0.2],
          [0.1, 0.8],
          [0, 0],
        ],
        [0, 1],
      ),
    ),
  ).toBe(1);
  expect(macroAuc(columnsOf([[1, 0.5]], [0, 0]))).toBe(0);
  expect(macroAuc(columnsOf([[], []], []))).toBe(0);
});
