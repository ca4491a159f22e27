// Samples forward in order, without augmentation and dropout: validation, evaluation and prediction.
import type { Job, Team } from '../execute/index.ts';
import { type LossForm, labelsPerSample } from '../losses/index.ts';
import type { LabelledImages } from './fitPlan.ts';
import type { MetricCounts } from './metricCounts.ts';

/** Batches of validation and prediction: large, as nothing is summed. */
export const FORWARD_BATCH = 128;

/** Runs `count` samples and hands each one's outputs and loss (0 without labels) to `each`. */
export async function forwardAll(
  team: Team,
  source: number,
  count: number,
  outputs: number,
  each: (position: number, outputs: Float32Array, loss: number) => void,
  labels?: { values: Int32Array; perSample: number },
): Promise<void> {
  for (let begin = 0; begin < count; begin += FORWARD_BATCH) {
    const size = Math.min(FORWARD_BATCH, count - begin);
    const positions = Int32Array.from({ length: size }, (_, i) => begin + i);
    const job: Job = { source, positions };
    if (labels !== undefined) {
      const { values, perSample } = labels;
      job.labels = values.slice(begin * perSample, (begin + size) * perSample);
    }
    await team.run(job);
    for (let i = 0; i < size; i++) {
      each(begin + i, team.outputs.subarray(i * outputs, (i + 1) * outputs), team.losses[i] ?? 0);
    }
  }
}

/** Counts labelled samples into `counts`, each loss times its weight. */
export async function countAll(
  team: Team,
  source: number,
  { images, labels, weights }: LabelledImages,
  kind: LossForm['kind'],
  outputs: number,
  counts: MetricCounts,
): Promise<void> {
  const perSample = labelsPerSample(kind, outputs);
  await forwardAll(
    team,
    source,
    images.count,
    outputs,
    (position, probabilities, loss) => {
      const own = labels.subarray(position * perSample, (position + 1) * perSample);
      counts.add(probabilities, own, loss * (weights?.[position] ?? 1));
    },
    { values: labels, perSample },
  );
}
