// Training callback that logs a run to TensorBoard: graph, hyperparameters, scalars and histograms.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Callback, EpochRecord, Sequential } from '@toonvision/nn';
import { explainFileError } from '../files/index.ts';
import { type EventFile, openEventFile } from './eventFile.ts';
import { computeHistogram } from './histogram.ts';
import {
  encodeGraph,
  encodeHparamsEnd,
  encodeHparamsExperiment,
  encodeHparamsStart,
  type SummaryValue,
} from './messages.ts';

/** Name of the folder with event files inside a run. */
export const TENSOR_BOARD_FOLDER = 'tensorboard';

/** Options of `tensorBoard`. */
export interface RunEventsOptions {
  /** Folder of the run. */
  directory: string;
  name: string;
  model: Sequential;
  /** Hyperparameters shown by the HParams plugin. */
  hparams: Readonly<Record<string, string | number | boolean>>;
}

/** Fields of an epoch record that are not logged. */
const EXCLUDED_FIELDS = new Set(['epoch', 'seconds']);
const METRICS = ['validation/loss', 'validation/accuracy', 'validation/f1'];

/** Maps `valLoss` to `validation/loss` and `loss` to `train/loss`, so that TensorBoard groups the charts. */
function toTag(name: string): string {
  if (name === 'learningRate' || name === 'imagesPerSecond') return name;
  const [, rest] = /^val([A-Z].*)$/.exec(name) ?? [];
  return rest === undefined ? `train/${name}` : `validation/${rest.charAt(0).toLowerCase()}${rest.slice(1)}`;
}

/** Collects the finite numbers of an epoch record. */
function toScalars(record: EpochRecord): SummaryValue[] {
  return Object.entries(record).flatMap(([name, value]): SummaryValue[] =>
    EXCLUDED_FIELDS.has(name) || typeof value !== 'number' || !Number.isFinite(value)
      ? []
      : [{ tag: toTag(name), scalar: value }],
  );
}

/** Computes one histogram per weight tensor of a flat parameter vector. */
function toHistograms(model: Sequential, values: Float32Array, kind: 'weights' | 'gradients'): SummaryValue[] {
  return model.chain.layers.flatMap((layer) =>
    layer.weights.map(({ name, offset, size }) => ({
      tag: `${layer.name}/${name}/${kind}`,
      histogram: computeHistogram(values.subarray(offset, offset + size)),
    })),
  );
}

/** Encodes the chain of layers as a graph. */
function encodeModel(model: Sequential): Uint8Array {
  const nodes = model.chain.layers.map(({ name, className, outputShape, parameters, multiplyAdds }, index) => ({
    name,
    op: className,
    inputs: [model.chain.layers[index - 1]?.name ?? 'input'],
    shape: outputShape,
    attributes: { parameters: String(parameters), multiplyAdds: String(multiplyAdds) },
  }));
  return encodeGraph([
    { name: 'input', op: 'Placeholder', inputs: [], shape: model.inputShape, attributes: {} },
    ...nodes,
  ]);
}

/**
 * Creates a callback that writes event files to the folder `tensorboard` of a run: graph and hyperparameters at the
 * start, then after each epoch the metrics and histograms of weights and of the gradients of the last batch. A resumed
 * run starts another file.
 *
 * @example
 * await model.fit(data, { callbacks: [tensorBoard({ directory: 'runs/a', name: 'a', model, hparams: { seed: 0 } })] });
 * // tensorboard --logdir runs
 */
export function tensorBoard({ directory, name, model, hparams }: RunEventsOptions): Callback {
  return {
    name: 'tensorBoard',
    options: {},
    start: () => {
      let file: EventFile | undefined;
      return {
        onTrainBegin: async () => {
          const folder = join(directory, TENSOR_BOARD_FOLDER);
          await mkdir(folder, { recursive: true }).catch((error: unknown) => {
            throw explainFileError(error, folder);
          });
          file = await openEventFile(folder);
          const seconds = Date.now() / 1000;
          await file.write({ graph: encodeModel(model) });
          await file.write({
            values: [
              { tag: '_hparams_/experiment', hparams: encodeHparamsExperiment(hparams, METRICS, seconds) },
              { tag: '_hparams_/session_start_info', hparams: encodeHparamsStart(hparams, name, seconds) },
            ],
          });
        },
        onEpochEnd: async (record, control) => {
          const gradients = control.gradients();
          await file?.write({
            step: record.epoch,
            values: [
              ...toScalars(record),
              ...toHistograms(model, control.weights(), 'weights'),
              ...(gradients === undefined ? [] : toHistograms(model, gradients, 'gradients')),
            ],
          });
        },
        onTrainEnd: async () => {
          await file?.write({
            values: [{ tag: '_hparams_/session_end_info', hparams: encodeHparamsEnd(1, Date.now() / 1000) }],
          });
        },
      };
    },
  };
}
