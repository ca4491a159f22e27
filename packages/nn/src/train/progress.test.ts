import { expect, it } from 'vitest';
import type { RunControl } from './callbacks.ts';
import { describeSeconds, type ProgressOptions, progress } from './progress.ts';

// Two epochs of two batches, a batch takes two seconds by the given clock.
async function lines(options: Partial<ProgressOptions>): Promise<string[]> {
  const written: string[] = [];
  let time = 5000;
  const run = progress({ write: (line) => written.push(line), now: () => time, ...options }).start();
  const control = { epochs: 2 } as RunControl;
  await run.onTrainBegin?.(control);
  for (const epoch of [1, 2]) {
    for (const batch of [1, 2]) {
      time += 2000;
      const loss = 1 / (epoch + batch);
      await run.onBatchEnd?.({ epoch, batch, batches: 2, samples: 0, loss, batchLoss: 9, imagesPerSecond: 1 }, control);
    }
    const record = { epoch, loss: 0.5, accuracy: 0.75, learningRate: 1, seconds: 4.25, imagesPerSecond: 9, valLoss: 1 };
    await run.onEpochEnd?.(record, control);
  }
  return written;
}

it('writes a line per epoch', async () => {
  expect(await lines({})).toEqual([
    'epoch 1/2  loss 0.5000  accuracy 0.7500  valLoss 1.0000  4.3 s  4 s left',
    'epoch 2/2  loss 0.5000  accuracy 0.7500  valLoss 1.0000  4.3 s',
  ]);
});

it('writes a line per batch with the loss so far and the remaining time', async () => {
  expect((await lines({ every: 'batch' })).filter((line) => line.includes('batch'))).toEqual([
    'epoch 1/2  batch 1/2  loss 0.5000  6 s left',
    'epoch 1/2  batch 2/2  loss 0.3333  4 s left',
    'epoch 2/2  batch 1/2  loss 0.3333  2 s left',
    'epoch 2/2  batch 2/2  loss 0.2500  0 s left',
  ]);
});

it('formats durations and rejects other intervals', () => {
  expect([0, 99.4, 99.6, 3599, 3600, 7499].map(describeSeconds)).toEqual([
    '0 s',
    '99 s',
    '1 min 40 s',
    '59 min 59 s',
    '1 h 0 min',
    '2 h 5 min',
  ]);
  expect(() => progress({ write: () => {}, every: 'step' as 'batch' })).toThrow(
    'every must be epoch or batch, got step',
  );
});
