// One epoch, or the rest of an interrupted one: batches through the worker pool, and an optimizer step after each.
import type { Task, WorkerPool } from '../execute/index.ts';
import { labelsPerSample } from '../losses/index.ts';
import { drawsOf, orderOf } from './epochOrder.ts';
import type { FitSettings } from './fitSettings.ts';
import { notANumber } from './notANumber.ts';
import type { Run } from './run.ts';

function batchTask(
  { data }: FitSettings,
  { positions, draws }: { positions: Int32Array; draws?: Int32Array },
  perSample: number,
  epoch: number,
): Task & { labels: Int32Array } {
  const { labels: all, weights } = data;
  const labels = new Int32Array(positions.length * perSample);
  positions.forEach((position, i) => {
    labels.set(all.subarray(position * perSample, (position + 1) * perSample), i * perSample);
  });
  const task = { source: 0, positions, labels, training: { epoch }, draws };
  if (weights === undefined) return task;
  return { ...task, weights: Float64Array.from(positions, (position) => weights[position] ?? 0) };
}

/**
 * Trains from `run.batch` to the end of the epoch.
 *
 * @returns false if the run was interrupted before a batch, or the loss was not finite; `run.stopped` holds the reason
 */
export async function trainEpoch(settings: FitSettings, pool: WorkerPool, run: Run): Promise<boolean> {
  const { batchSize, weights, optimizer } = settings;
  const { epoch, control, penalty, counts } = run;
  const { outputs } = settings.plan;
  const perSample = labelsPerSample(settings.form.kind, outputs);
  const order = orderOf(settings, epoch);
  const allDraws = settings.order === undefined ? undefined : drawsOf(order, settings.data.images.count);
  const count = order.length;
  const batches = Math.ceil(count / batchSize);
  const previousSeconds = run.seconds;
  const startTime = performance.now();
  while (run.batch < batches) {
    if (settings.signal?.aborted) {
      control.stop({ kind: 'interrupted', message: `interrupted in epoch ${epoch}` });
      return false;
    }
    const [start, end] = [run.batch * batchSize, (run.batch + 1) * batchSize];
    const positions = order.slice(start, end);
    const task = batchTask(settings, { positions, draws: allDraws?.slice(start, end) }, perSample, epoch);
    pool.parameters.set(weights);
    if (settings.moreThreads !== undefined) pool.grow(settings.moreThreads());
    await pool.run(task);
    const weightsLoss = penalty?.value(weights) ?? 0;
    let sum = 0;
    for (let i = 0; i < positions.length; i++) {
      const loss = (pool.losses[i] ?? 0) * (task.weights?.[i] ?? 1);
      if (!Number.isFinite(loss + weightsLoss)) {
        control.stop(notANumber('loss', loss + weightsLoss, epoch));
        return false;
      }
      const labels = task.labels.subarray(i * perSample, (i + 1) * perSample);
      counts.add(pool.outputs.subarray(i * outputs, (i + 1) * outputs), labels, loss);
      sum += loss;
    }
    if (penalty !== undefined) counts.addPenalty(weightsLoss, positions.length);
    pool.updateMoving(weights);
    const gradients = pool.gradients(positions.length);
    penalty?.addGradient(weights, gradients);
    // Copied before the step because the optimizer may clip in place.
    if (run.batch === batches - 1 && run.callbacks.length > 0) run.gradients = gradients.slice();
    const rate = run.rate.take();
    run.trainable.step(weights, gradients, (trainable, slopes) =>
      optimizer.update(run.optimizerState, trainable, slopes, rate),
    );
    run.batch += 1;
    run.seconds = previousSeconds + (performance.now() - startTime) / 1000;
    const samples = Math.min(count, run.batch * batchSize);
    const record = {
      epoch,
      batch: run.batch,
      batches,
      samples,
      loss: counts.loss,
      batchLoss: sum / positions.length + weightsLoss,
      imagesPerSecond: samples / run.seconds,
    };
    for (const callback of run.callbacks) {
      if (callback.onBatchEnd !== undefined) await callback.onBatchEnd(record, control);
    }
    settings.onBatch?.(record);
  }
  return true;
}
