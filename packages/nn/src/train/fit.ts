// The training loop: batches in random order over the team, the optimizer in between, validation after each epoch.
import type { Chain } from '../chain.ts';
import { type ImageSource, type Job, makeBuffers, startTeam, type Team } from '../execute/index.ts';
import { ModelError } from '../modelError.ts';
import { permutation, streamKey } from '../random.ts';
import type { Callback, EpochRecord, RunControl, StopReason } from './callbacks.ts';
import { MetricCounts, type MetricName } from './metrics.ts';
import { notANumber } from './notANumber.ts';
import type { Optimizer } from './optimizer.ts';
import { RunRate } from './runRate.ts';

export interface BatchRecord {
  epoch: number;
  /** From 1. */
  batch: number;
  batches: number;
  /** Pictures of this epoch so far. */
  samples: number;
  imagesPerSecond: number;
}

export interface History {
  epochs: EpochRecord[];
  stopReason: StopReason;
  /** The epoch (from 1) with the lowest validation loss, or training loss without validation data; 0 if none ended. */
  bestEpoch: number;
}

export interface LabelledImages {
  images: ImageSource;
  labels: Int32Array;
}

export interface FitPlan {
  chain: Chain;
  weights: Float32Array;
  data: LabelledImages;
  validation: LabelledImages | undefined;
  optimizer: Optimizer;
  metrics: readonly MetricName[];
  epochs: number;
  batchSize: number;
  seed: number;
  threads: number;
  shuffle: boolean;
  callbacks: readonly Callback[];
  signal: AbortSignal | undefined;
  onBatch: ((record: BatchRecord) => void) | undefined;
  onEpoch: ((record: EpochRecord) => void) | undefined;
}

/** Batches of validation and prediction: large, as nothing is summed. */
export const FORWARD_BATCH = 128;

/** Runs samples forward in order and hands each one's outputs and loss to `each`. */
export async function forwardAll(
  team: Team,
  source: number,
  count: number,
  labels: Int32Array | undefined,
  outputs: number,
  each: (position: number, outputs: Float32Array, loss: number) => void,
): Promise<void> {
  for (let begin = 0; begin < count; begin += FORWARD_BATCH) {
    const size = Math.min(FORWARD_BATCH, count - begin);
    const positions = Int32Array.from({ length: size }, (_, i) => begin + i);
    const job: Job = { source, positions };
    if (labels !== undefined) job.labels = labels.subarray(begin, begin + size);
    await team.run(job);
    for (let i = 0; i < size; i++) {
      each(begin + i, team.outputs.subarray(i * outputs, (i + 1) * outputs), team.losses[i] ?? 0);
    }
  }
}

function checkFinite(chain: Chain, weights: Float32Array): void {
  const bad = weights.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const layer = chain.layers.find(({ weights: own }) => own.some((w) => bad >= w.offset && bad < w.offset + w.size));
  throw new ModelError(`${layer?.name}: its weights hold ${weights[bad]}; train or load the model anew`);
}

function capitalised(name: string): string {
  return `val${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** Trains `plan.weights` in place. */
export async function runFit(plan: FitPlan): Promise<History> {
  const { chain, weights, data, validation, batchSize, optimizer } = plan;
  checkFinite(chain, weights);
  const outputs = chain.outputShape[0] ?? 1;
  const largest = Math.max(batchSize, FORWARD_BATCH);
  const sources = validation === undefined ? [data.images] : [data.images, validation.images];
  const team = await startTeam(
    {
      specs: chain.layers.map(({ spec, name }) => ({ ...spec, name })),
      inputShape: [...chain.inputShape],
      sources,
      seed: plan.seed,
      batchSize: largest,
      buffers: makeBuffers(chain.parameters, outputs, largest, true),
    },
    plan.threads,
  );
  try {
    const state = optimizer.init(weights.length);
    const rate = new RunRate(optimizer.learningRate);
    const history: History = {
      epochs: [],
      bestEpoch: 0,
      stopReason: { kind: 'epochLimit', message: `epoch limit: ${plan.epochs} epochs ran` },
    };
    let stopped: StopReason | undefined;
    const control: RunControl = {
      stop: (reason) => {
        stopped ??= reason;
      },
      weights: () => weights.slice(),
      setWeights: (values) => weights.set(values),
      learningRate: () => rate.next(),
      setLearningRate: (value) => rate.set(value),
      schedule: rate.schedule,
    };
    const runs = plan.callbacks.map((callback) => callback.start());
    for (const run of runs) await run.onTrainBegin?.(control);
    for (let epoch = 1; epoch <= plan.epochs && stopped === undefined; epoch++) {
      for (const run of runs) await run.onEpochBegin?.(epoch, control);
      if (stopped !== undefined) break;
      const began = performance.now();
      const counts = await trainEpoch(plan, team, state, rate, epoch, control);
      if (counts === undefined) break;
      const trained = performance.now();
      const record: EpochRecord = {
        epoch,
        loss: counts.loss,
        ...counts.values(plan.metrics),
        learningRate: rate.last,
        seconds: 0,
        imagesPerSecond: (data.images.count / (trained - began)) * 1000,
      };
      if (validation !== undefined) {
        const held = new MetricCounts(outputs, plan.metrics);
        team.parameters.set(weights);
        await forwardAll(
          team,
          1,
          validation.images.count,
          validation.labels,
          outputs,
          (position, probabilities, loss) => held.add(probabilities, validation.labels[position] ?? 0, loss),
        );
        const values = { loss: held.loss, ...held.values(plan.metrics) };
        for (const [name, value] of Object.entries(values)) record[capitalised(name)] = value;
      }
      record.seconds = (performance.now() - began) / 1000;
      history.epochs.push(record);
      for (const run of runs) await run.onEpochEnd?.(record, control);
      plan.onEpoch?.(record);
    }
    for (const run of runs) await run.onTrainEnd?.(control);
    if (stopped !== undefined) history.stopReason = stopped;
    history.bestEpoch = bestEpochOf(history.epochs);
    return history;
  } finally {
    await team.end();
  }
}

function bestEpochOf(epochs: readonly EpochRecord[]): number {
  const value = (record: EpochRecord) => record.valLoss ?? record.loss;
  let best: EpochRecord | undefined;
  for (const record of epochs) if (best === undefined || value(record) < value(best)) best = record;
  return best?.epoch ?? 0;
}

// One pass over the data; undefined where it was interrupted or the loss was no number.
async function trainEpoch(
  plan: FitPlan,
  team: Team,
  state: unknown,
  rate: RunRate,
  epoch: number,
  control: RunControl,
): Promise<MetricCounts | undefined> {
  const { data, batchSize, weights, optimizer, chain } = plan;
  const outputs = chain.outputShape[0] ?? 1;
  const count = data.images.count;
  const order = plan.shuffle
    ? permutation(streamKey(plan.seed, 'shuffle'), count, epoch)
    : Int32Array.from({ length: count }, (_, i) => i);
  const batches = Math.ceil(count / batchSize);
  const counts = new MetricCounts(outputs, plan.metrics);
  const began = performance.now();
  for (let batch = 0; batch < batches; batch++) {
    if (plan.signal?.aborted) {
      control.stop({ kind: 'interrupted', message: `interrupted in epoch ${epoch}` });
      return undefined;
    }
    const positions = order.slice(batch * batchSize, (batch + 1) * batchSize);
    const labels = positions.map((position) => data.labels[position] ?? 0);
    team.parameters.set(weights);
    await team.run({ source: 0, positions, labels, training: { epoch } });
    for (let i = 0; i < positions.length; i++) {
      const loss = team.losses[i] ?? 0;
      if (!Number.isFinite(loss)) {
        control.stop(notANumber('loss', loss, epoch));
        return undefined;
      }
      counts.add(team.outputs.subarray(i * outputs, (i + 1) * outputs), labels[i] ?? 0, loss);
    }
    optimizer.update(state, weights, team.gradients(positions.length), rate.take());
    const samples = Math.min(count, (batch + 1) * batchSize);
    const imagesPerSecond = (samples / (performance.now() - began)) * 1000;
    plan.onBatch?.({ epoch, batch: batch + 1, batches, samples, imagesPerSecond });
  }
  return counts;
}
