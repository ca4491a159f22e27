// The tables of speed are read whole, and their chart says every number.
import { readFile } from 'node:fs/promises';
import { renderSvg } from 'toonvision';
import { expect, it } from 'vitest';
import { speedChart, speedsIn } from './speedChart.ts';

const document = await readFile(new URL('../README.md', import.meta.url), 'utf8');

it('reads a column and skips what was not measured', () => {
  const names = (column: string) => speedsIn(document, 'training', column).map(({ name }) => name);
  expect(names('baseline, 1 thread')).toHaveLength(6);
  expect(names('baseline, 2 threads')).toEqual(names('baseline, 1 thread').slice(0, 4));
  expect(speedsIn('| training | a |\n| - | - |\n| x | 1,581 |\n\n| y | 2 |', 'training', 'a')).toEqual([
    { name: 'x', imagesPerSecond: 1581 },
  ]);
  expect(() => speedsIn(document, 'training', 'baseline, 3 threads')).toThrow('no table of training with a column');
});

it('draws every number', async () => {
  const speeds = speedsIn(document, 'inference', 'tuned, 1 thread');
  const svg = await renderSvg(speedChart(speeds, { title: 'Inference' }));
  for (const { name, imagesPerSecond } of speeds) {
    expect(svg).toContain(`>${name}<`);
    expect(svg).toContain(`>${imagesPerSecond.toLocaleString('en-US')}<`);
  }
});
