// Summary sentences of evaluations with known predictions.
import { describe, expect, it } from 'vitest';
import { assess, type Prediction } from '../evaluation/index.ts';
import type { Evaluation } from '../training/index.ts';
import { summarizeEvaluation } from './summarizeEvaluation.ts';

function prediction(
  object: number,
  truth: string,
  predicted: string,
  confidence: number,
  street: string,
  flags: string[],
): Prediction {
  const rest = 1 - confidence;
  return {
    id: `${street}#${object}`,
    file: `${object}.png`,
    true: truth,
    predicted,
    probabilities: predicted === 'bb' ? [confidence, rest] : [rest, confidence],
    provenance: {
      screenshot: `${street}.png`,
      object,
      label: truth,
      parts: { suit: truth },
      street,
      burst: street,
      box: { xmin: 0, ymin: 0, xmax: 1, ymax: 1 },
      flags,
    },
  };
}

function evaluationOf(predictions: readonly Prediction[], change: Partial<Evaluation> = {}): Evaluation {
  return {
    ...assess(predictions, { classes: ['bb', 'lb'], target: 'suit' }),
    split: 'test',
    classNames: { bb: 'Bossbot', lb: 'Lawbot' },
    majority: { label: 0, name: 'bb', accuracy: 0.6 },
    ...change,
  } as Evaluation;
}

const CORRECT = Array.from({ length: 7 }, (_, i) =>
  prediction(i, i < 4 ? 'bb' : 'lb', i < 4 ? 'bb' : 'lb', 0.8, 'dd', []),
);
const ERRORS = [
  prediction(7, 'lb', 'bb', 0.95, 'ttc', ['truncated']),
  prediction(8, 'lb', 'bb', 0.6, 'ttc', ['truncated', 'difficult']),
  prediction(9, 'bb', 'lb', 0.7, 'dd', []),
];

describe('summarizeEvaluation', () => {
  it('describes the number of errors, where they are and what they have in common', () => {
    const predictions = [...CORRECT, ...ERRORS];
    const sentences = summarizeEvaluation(evaluationOf(predictions), predictions);
    expect(sentences[0]).toMatch(/^3 of 10 test samples are misclassified: accuracy 70\.0%, 95% CI 39\.7-89\.2\.$/);
    expect(sentences[1]).toBe('Always predicting the most frequent class, Bossbot, has an accuracy of 60.0%.');
    expect(sentences[2]).toBe('The worst class is Lawbot (2 of 5 wrong) and the worst street is ttc (2 of 2 wrong).');
    expect(sentences[3]).toBe('The most frequent error is Lawbot predicted as Bossbot: 2 of 3 errors.');
    expect(sentences[4]).toBe('2 of 3 errors are partly hidden or cut off, compared with 2 of all 10 samples (20%).');
    expect(sentences[5]).toMatch(/^1 of 3 errors are marked difficult/);
    expect(sentences[6]).toMatch(/^1 of 3 errors were made with a confidence of 90% or more/);
    expect(sentences).toHaveLength(7);
  });

  it('is short without errors, and names the validation split', () => {
    const sentences = summarizeEvaluation(evaluationOf(CORRECT, { split: 'val' }), CORRECT);
    expect(sentences).toHaveLength(2);
    expect(sentences[0]).toMatch(/^0 of 7 validation samples are misclassified: accuracy 100\.0%/);
  });
});
