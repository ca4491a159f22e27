// Tests of metrics.ts: values and formatting.
import { describe, expect, it } from 'vitest';
import { assess } from './assess.ts';
import { confusionMetrics, EVALUATION_METRICS, evaluationMetrics, formatMetric, formatMetrics } from './metrics.ts';

const classes = ['a', 'b', 'c'];
const prediction = (truth: string, probabilities: number[], index: number) => ({
  id: `${index}`,
  file: `${index}.png`,
  true: truth,
  predicted: classes[probabilities.indexOf(Math.max(...probabilities))]!,
  probabilities,
});
const assessment = assess(
  [
    prediction('a', [0.6, 0.3, 0.1], 0),
    prediction('a', [0.2, 0.7, 0.1], 1),
    prediction('b', [0.1, 0.8, 0.1], 2),
    prediction('c', [0.5, 0.2, 0.3], 3),
  ],
  { classes, resamples: 10 },
);

describe('metrics of an evaluation', () => {
  it('equal those of the report, the curves and the calibration', () => {
    const { metrics, report, areas, calibration } = assessment;
    expect(metrics).toMatchObject({
      wrong: 2,
      accuracy: 0.5,
      macroPrecision: report.macroAverage.precision,
      macroRecall: report.macroAverage.recall,
      macroF1: report.macroAverage.f1,
      macroAuc: areas.macroAuc,
      loss: assessment.loss,
      brier: assessment.brier,
      ece: calibration.ece,
    });
    expect(Object.keys(metrics)).toEqual(Object.keys(EVALUATION_METRICS));
  });

  it('can be recomputed from the fields that every version stored', () => {
    const { confusion, loss, brier, calibration, areas } = assessment;
    expect(evaluationMetrics({ confusion, loss, brier, calibration, areas })).toEqual(assessment.metrics);
    expect(assessment.metrics).toMatchObject(confusionMetrics(confusion));
  });

  it('format counts without trailing zeros, scores with four decimals and undefined values as a dash', () => {
    expect([formatMetric('wrong', 18), formatMetric('wrong', 21.33), formatMetric('accuracy', 0.9)]).toEqual([
      '18',
      '21.3',
      '0.9000',
    ]);
    expect(formatMetrics({ ...assessment.metrics, macroAuc: null })).toContainEqual({
      name: 'macroAuc',
      title: 'Macro ROC AUC',
      text: '-',
    });
  });
});
