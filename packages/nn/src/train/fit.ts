// The training loop: epochs, validation, callbacks and checkpoints.
import type { Chain } from '../chain.ts';
import { makeWorkerBuffers, startWorkerPool, type WorkerPool } from '../execute/index.ts';
import { ModelError } from '../modelError.ts';
import type { EpochRecord } from './callbacks.ts';
import { orderOf } from './epochOrder.ts';
import type { FitSettings } from './fitSettings.ts';
import { countAll, FORWARD_BATCH } from './forwardAll.ts';
import { bestEpochOf, type History } from './history.ts';
import type { LabeledImages } from './labeledImages.ts';
import { captureRun, copyState, newCounts, nextEpoch, type Run, restoreRun, startRun } from './run.ts';
import { trainEpoch } from './trainEpoch.ts';
import type { TrainingState } from './trainingState.ts';

function checkFinite(chain: Chain, weights: Float32Array): void {
  for (const layer of chain.layers) {
    for (const { name, offset, size } of layer.weights) {
      if (weights.subarray(offset, offset + size).some((value) => !Number.isFinite(value))) {
        throw new ModelError(`${layer.name}/${name} has a weight that is not a finite number`);
      }
    }
  }
}

// `valLoss` for `loss`.
function validationName(name: string): string {
  return `val${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function startPool({ plan, data, validation, seed, form, threads, ...settings }: FitSettings): Promise<WorkerPool> {
  const batchSize = Math.max(settings.batchSize, FORWARD_BATCH);
  const sources = validation === undefined ? [data.images] : [data.images, validation.images];
  const buffers = makeWorkerBuffers(plan, batchSize, true);
  return startWorkerPool({ plan, sources, seed, batchSize, loss: form, buffers }, threads);
}

// Loss and metrics of the validation data under their names in the record.
async function validate(
  settings: FitSettings,
  pool: WorkerPool,
  run: Run,
  data: LabeledImages,
): Promise<Record<string, number>> {
  const counts = newCounts(settings);
  if (settings.onValidation !== undefined) counts.keepConfusion();
  pool.parameters.set(settings.weights);
  await countAll(pool, 1, data, settings.form.kind, settings.plan.outputs, counts);
  if (run.penalty !== undefined) counts.addPenalty(run.penalty.value(settings.weights), data.images.count);
  const { confusion } = counts;
  if (confusion !== undefined) settings.onValidation?.({ epoch: run.epoch, confusion });
  const values = Object.entries({ loss: counts.loss, ...counts.values(settings.metrics) });
  return Object.fromEntries(values.map(([name, value]) => [validationName(name), value]));
}

async function endEpoch(settings: FitSettings, pool: WorkerPool, run: Run): Promise<void> {
  const { data, validation, order } = settings;
  const trainingSeconds = run.seconds;
  const startTime = performance.now();
  const images = order === undefined ? data.images.count : orderOf(settings, run.epoch).length;
  const record: EpochRecord = {
    epoch: run.epoch,
    loss: run.counts.loss,
    ...run.counts.values(settings.metrics),
    learningRate: run.rate.last,
    seconds: 0,
    imagesPerSecond: images / trainingSeconds,
  };
  if (validation !== undefined) Object.assign(record, await validate(settings, pool, run, validation));
  record.seconds = trainingSeconds + (performance.now() - startTime) / 1000;
  run.epochs.push(record);
  nextEpoch(run, settings);
  for (const callback of run.callbacks) await callback.onEpochEnd?.(record, run.control);
  settings.onEpoch?.(record);
}

/** Trains `settings.weights` in place. The returned state is the end of the run, before callbacks restore weights. */
export async function runFit(settings: FitSettings): Promise<{ history: History; state: TrainingState }> {
  checkFinite(settings.chain, settings.weights);
  // Reports an invalid order before the threads start.
  if (settings.order !== undefined) orderOf(settings, 1);
  const run = startRun(settings);
  if (settings.resumeFrom !== undefined) restoreRun(run, settings, settings.resumeFrom);
  const { checkpoint } = settings;
  const every = checkpoint?.every ?? 1;
  const pool = await startPool(settings);
  try {
    for (const callback of run.callbacks) await callback.onTrainBegin?.(run.control);
    while (run.epoch <= settings.epochs && run.stopped === undefined) {
      if (!run.epochStarted) {
        for (const callback of run.callbacks) await callback.onEpochBegin?.(run.epoch, run.control);
        run.epochStarted = true;
        if (run.stopped !== undefined) break;
      }
      const { epoch } = run;
      if (!(await trainEpoch(settings, pool, run))) break;
      await endEpoch(settings, pool, run);
      if (epoch % every === 0) await checkpoint?.onCheckpoint(copyState(captureRun(run, settings)));
    }
    const state = captureRun(run, settings);
    const { stopped, epochs } = run;
    // After an interruption between epochs the last checkpoint, if one was due, holds the same state.
    if (stopped?.kind === 'interrupted') await checkpoint?.onCheckpoint(copyState(state));
    for (const callback of run.callbacks) await callback.onTrainEnd?.(run.control);
    const stopReason = stopped ?? { kind: 'epochLimit', message: `epoch limit: ${settings.epochs} epochs ran` };
    return { history: { epochs, stopReason, bestEpoch: bestEpochOf(epochs) }, state };
  } finally {
    await pool.end();
  }
}
