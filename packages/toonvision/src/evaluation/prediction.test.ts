// Tests of prediction.ts and majorityBaseline.ts.
import { expect, it } from 'vitest';
import { majorityBaseline } from './majorityBaseline.ts';
import { confidence, type Prediction, predictedLabels, wrongSamples } from './prediction.ts';

const prediction = (id: string, truth: string, predicted: string, probabilities: number[]): Prediction => ({
  id,
  file: `dataset/crops/${id}.png`,
  true: truth,
  predicted,
  probabilities,
});

it('sorts wrong samples by falling confidence, then by id', () => {
  const wrong = wrongSamples([
    prediction('b', 'bb', 'lb', [0.4, 0.6]),
    prediction('a', 'bb', 'lb', [0.4, 0.6]),
    prediction('correct', 'bb', 'bb', [0.9, 0.1]),
    prediction('sure', 'lb', 'bb', [0.99, 0.01]),
  ]);
  expect(wrong.map((entry) => entry.id)).toEqual(['sure', 'a', 'b']);
  expect(wrong.map(confidence)).toEqual([0.99, 0.6, 0.6]);
});

it('predicts the first of equally probable classes', () => {
  expect(predictedLabels(Float32Array.of(0.5, 0.5, 0.25, 0.75), 2)).toEqual([
    { label: 0, probabilities: [0.5, 0.5] },
    { label: 1, probabilities: [0.25, 0.75] },
  ]);
});

it('predicts the most frequent class of the training labels', () => {
  const classes = ['bb', 'lb'];
  expect(majorityBaseline([0, 1, 1, 1], { classes })).toEqual({ label: 1, name: 'lb', accuracy: 0.75 });
  expect(majorityBaseline([0, 1, 1, 1], { classes, trainLabels: [0, 0, 1] })).toEqual({
    label: 0,
    name: 'bb',
    accuracy: 0.25,
  });
});
