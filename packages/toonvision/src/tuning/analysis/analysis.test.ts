// Tests of hyperparameter importance and of reading a KerasTuner project.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomWords, streamKey } from '@toonvision/nn';
import { skipWhen } from '@toonvision/testing/skipWhen';
import { describe, expect, it, onTestFinished } from 'vitest';
import { importance, importKerasTuner } from './index.ts';

const REAL = fileURLToPath(new URL('../../../../../../shared/data/keras-tuner', import.meta.url));

describe('importance', () => {
  const key = streamKey(4, 'rows');
  const rows = Array.from({ length: 60 }, (_, row) => randomWords(key, row).map((word) => (word & 7) / 8));
  it('is large for relevant features, near zero for the rest, and deterministic', () => {
    const outcome = rows.map(([a = 0, b = 0]) => 3 * a + b * b);
    const found = importance(['a', 'b', 'c', 'd'], rows, outcome);
    expect(found.map(({ name }) => name).slice(0, 2)).toEqual(['a', 'b']);
    expect(found[0]?.gain).toBeGreaterThan(0.6);
    expect(found.at(-1)?.gain).toBeLessThan(0.05);
    expect(found.reduce((sum, { gain }) => sum + gain, 0)).toBeCloseTo(1, 9);
    expect(importance(['a', 'b', 'c', 'd'], rows, outcome)).toEqual(found);
  });
  it('is zero for constant features', () => {
    expect(importance(['a'], [[1], [1], [1]], [2, 2, 2])).toEqual([{ name: 'a', gain: 0 }]);
  });
});

describe(
  'a real KerasTuner project',
  skipWhen(!existsSync(REAL), 'the KerasTuner project (../shared/data) is not available'),
  () => {
    it('has the expected trials, sizes and Pareto front', async () => {
      const { trials, front } = await importKerasTuner(REAL);
      expect(trials).toHaveLength(25);
      const points = front.map((id) => {
        const trial = trials.find((trial) => trial.id === id);
        return [trial?.parameters, Number(trial?.score?.toFixed(4))];
      });
      expect(points).toEqual([
        [776, 0.3982],
        [1652, 0.2633],
        [2420, 0.2314],
        [3240, 0.1675],
        [8920, 0.114],
        [11252, 0.1034],
      ]);
      const short = trials.filter(({ cutShort }) => cutShort);
      expect(short).toHaveLength(5);
      for (const { parameters } of short) expect(parameters).toBeLessThan(3500);
    });
  },
);

describe('an invalid KerasTuner project', () => {
  it('is rejected with the reason', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'toonvision-keras-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await expect(importKerasTuner(join(folder, 'none'))).rejects.toThrow('folder not found');
    await expect(importKerasTuner(folder)).rejects.toThrow('oracle.json not found');
    await writeFile(join(folder, 'oracle.json'), '{}');
    await expect(importKerasTuner(folder)).rejects.toThrow('no trials found');
    await mkdir(join(folder, 'trial_1'));
    await writeFile(join(folder, 'trial_1', 'trial.json'), '{"trial_id": "1"}');
    await expect(importKerasTuner(folder)).rejects.toThrow(/trial_1\/trial\.json: hyperparameters/);
  });
});
