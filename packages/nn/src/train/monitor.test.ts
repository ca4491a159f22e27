import { expect, it } from 'vitest';
import { type MonitorMode, monitorOf } from './monitor.ts';

it('compares in the direction of the metric, by more than minDelta', () => {
  const loss = monitorOf('a', 'valLoss', 'auto', 0.5);
  expect([loss.improves(1, undefined), loss.improves(0.25, 1), loss.improves(0.5, 1)]).toEqual([true, true, false]);
  expect(monitorOf('a', 'accuracy', 'auto', 0).improves(0.6, 0.5)).toBe(true);
  expect(monitorOf('a', 'accuracy', 'min', 0).improves(0.6, 0.5)).toBe(false);
});

it('NaN never improves', () => {
  const loss = monitorOf('a', 'loss', 'auto', 0);
  expect([loss.improves(Number.NaN, undefined), loss.improves(Number.NaN, 1)]).toEqual([false, false]);
});

it('names what is wrong', () => {
  expect(() => monitorOf('a', 'loss', 'up' as MonitorMode, 0)).toThrow('a: mode must be auto, min or max, got up');
  expect(() => monitorOf('a', 'loss', 'min', -1)).toThrow('a: minDelta must be at least 0, got -1');
});
