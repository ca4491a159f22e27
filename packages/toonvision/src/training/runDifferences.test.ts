// Tests of runDifferences.ts.
import { describe, expect, it } from 'vitest';
import { runDifferences } from './runDifferences.ts';
import type { Run } from './runFolder.ts';

function run(name: string, change: object = {}): Run {
  const record = {
    format: 2,
    name,
    status: 'finished',
    pid: name.length,
    startedAt: name,
    config: { seed: 0, optimizer: { name: 'adam', learningRate: 0.001 }, classes: ['bb', 'lb'] },
    threads: 2,
    result: { epochs: name.length },
    ...change,
  };
  return { name, directory: `/runs/${name}`, record } as unknown as Run;
}

describe('runDifferences', () => {
  it('is empty for equal runs', () => {
    expect(runDifferences([run('a'), run('another')])).toEqual([]);
  });

  it('lists nested fields, arrays, and fields that only one run has', () => {
    const other = run('b', {
      config: { seed: 4, optimizer: { name: 'sgd', learningRate: 0.001, momentum: 0.9 }, classes: ['bb', 'cb'] },
    });
    expect(runDifferences([run('a'), other, run('c')])).toEqual([
      { field: 'config.seed', values: [0, 4, 0] },
      { field: 'config.optimizer.name', values: ['adam', 'sgd', 'adam'] },
      { field: 'config.classes', values: ['bb, lb', 'bb, cb', 'bb, lb'] },
      { field: 'config.optimizer.momentum', values: [undefined, 0.9, undefined] },
    ]);
  });
});
