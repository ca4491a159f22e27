// Forward passes over all samples in order, without augmentation and dropout: validation, evaluation, prediction.
import type { Task, WorkerPool } from '../execute/index.ts';
import { type LossForm, labelsPerSample } from '../losses/index.ts';
import type { LabeledImages } from './labeledImages.ts';
import type { MetricCounts } from './metricCounts.ts';

/** Batch size of validation and prediction; large because no gradients are summed. */
export const FORWARD_BATCH = 128;

/** Runs `count` samples and calls `visit` with the outputs and the loss (0 without labels) of each. */
export async function forwardAll(
  pool: WorkerPool,
  source: number,
  count: number,
  outputs: number,
  visit: (position: number, outputs: Float32Array, loss: number) => void,
  labels?: { values: Int32Array; perSample: number },
): Promise<void> {
  for (let start = 0; start < count; start += FORWARD_BATCH) {
    const size = Math.min(FORWARD_BATCH, count - start);
    const positions = Int32Array.from({ length: size }, (_, i) => start + i);
    const task: Task = { source, positions };
    if (labels !== undefined) {
      const { values, perSample } = labels;
      task.labels = values.slice(start * perSample, (start + size) * perSample);
    }
    await pool.run(task);
    for (let i = 0; i < size; i++) {
      visit(start + i, pool.outputs.subarray(i * outputs, (i + 1) * outputs), pool.losses[i] ?? 0);
    }
  }
}

/** Counts all samples into `counts`, with each loss multiplied by its weight. */
export async function countAll(
  pool: WorkerPool,
  source: number,
  { images, labels, weights }: LabeledImages,
  kind: LossForm['kind'],
  outputs: number,
  counts: MetricCounts,
): Promise<void> {
  const perSample = labelsPerSample(kind, outputs);
  await forwardAll(
    pool,
    source,
    images.count,
    outputs,
    (position, probabilities, loss) => {
      const sampleLabels = labels.subarray(position * perSample, (position + 1) * perSample);
      counts.add(probabilities, sampleLabels, loss * (weights?.[position] ?? 1));
    },
    { values: labels, perSample },
  );
}
