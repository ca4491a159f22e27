import { expect, it } from 'vitest';
import { metricDirection } from './metricDirection.ts';
import { metricNames } from './metrics.ts';

it('knows losses and metrics, held out or not, of one class or all', () => {
  for (const name of ['loss', 'valLoss', 'myLoss']) expect(metricDirection(name)).toBe('min');
  for (const name of [...metricNames, 'valAccuracy', 'valAuc', 'valTop2Accuracy', 'f1_0', 'valRecall_12']) {
    expect(metricDirection(name)).toBe('max');
  }
});
