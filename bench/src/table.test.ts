// The table of measurements: ratios, targets and reasons in the right cells.
import { expect, it } from 'vitest';
import { CONTENDERS } from './contenders.ts';
import type { Measurement } from './measure.ts';
import { taskTable } from './table.ts';

const cell = { model: 'baseline', task: 'training', threads: 2 } as const;
const measured = (contender: string, imagesPerSecond: number | null, more: Partial<Measurement> = {}): Measurement => ({
  contender,
  ...cell,
  threadsUsed: 2,
  batch: 32,
  rounds: [],
  imagesPerSecond,
  ...more,
});
const contenders = CONTENDERS.filter(({ id }) => ['ours', 'torch', 'torch-cl', 'torch-expert', 'jax'].includes(id));
const measurements = [
  measured('ours', 1000),
  measured('torch', 50),
  measured('torch-cl', 199),
  measured('torch-expert', 501),
  measured('jax', null, { note: 'a round took over 30 s' }),
];
const row = (lines: readonly string[], label: string) =>
  lines.find((line) => line.includes(label))?.replace(/ +/g, ' ');

it('prints ratio and verdict for each framework that has a target', () => {
  const lines = taskTable([cell], contenders, measurements, 32);
  expect(row(lines, 'nn')).toBe(' @toonvision/nn 1,000');
  expect(row(lines, 'commonly')).toBe(' PyTorch, as commonly written 50.0 20x');
  expect(row(lines, 'channels_last')).toBe(' PyTorch, channels_last 199 5.03x >= 5x met');
  expect(row(lines, "expert's")).toBe(" PyTorch, expert's 501 2.00x >= 2x NOT met");
  expect(row(lines, 'jax')).toBe(' jax-js, wasm [1] n/a');
  expect(lines.at(-1)).toBe('  [1] a round took over 30 s');
});

it('says what differs from the column in a footnote', () => {
  const lines = taskTable(
    [cell],
    contenders,
    [measured('ours', 10), measured('jax', 2, { threadsUsed: 1, batch: 2 })],
    32,
  );
  expect(row(lines, 'jax')).toBe(' jax-js, wasm [1][2] 2.00 5.00x >= 50x NOT met');
  expect(lines.slice(-2)).toEqual(['  [1] uses one thread, in every column', '  [2] batch 2, being slow']);
});
