// What a run tells TensorBoard: scalars, histograms of weights and gradients, the graph, settings, pictures.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Callback, EpochRecord, Sequential } from '@toonvision/nn';
import { explainFileError } from '../files/index.ts';
import { type EventFile, openEventFile } from './eventFile.ts';
import { histogramOf } from './histogram.ts';
import { graphBytes, hparamsEnd, hparamsExperiment, hparamsStart, type SummaryValue } from './messages.ts';

/** The folder of a run that TensorBoard reads. */
export const TENSOR_BOARD_FOLDER = 'tensorboard';

/** Options of `tensorBoard`. */
export interface RunEventsOptions {
  /** Of the run. */
  directory: string;
  name: string;
  model: Sequential;
  /** What the HParams plugin shows. */
  hparams: Readonly<Record<string, string | number | boolean>>;
}

/** Numbers that are no metrics. */
const BESIDE = new Set(['epoch', 'seconds']);
const METRICS = ['validation/loss', 'validation/accuracy', 'validation/f1'];

/** `valLoss` is `validation/loss`, `loss` is `train/loss`: one chart below the other. */
function tagOf(name: string): string {
  if (name === 'learningRate' || name === 'imagesPerSecond') return name;
  const [, rest] = /^val([A-Z].*)$/.exec(name) ?? [];
  return rest === undefined ? `train/${name}` : `validation/${rest.charAt(0).toLowerCase()}${rest.slice(1)}`;
}

/** The scalars of an epoch; what is no number is left out. */
function scalarsOf(record: EpochRecord): SummaryValue[] {
  return Object.entries(record).flatMap(([name, value]): SummaryValue[] =>
    BESIDE.has(name) || typeof value !== 'number' || !Number.isFinite(value)
      ? []
      : [{ tag: tagOf(name), scalar: value }],
  );
}

/** Histograms of every tensor of a vector of all parameters. */
function histogramsOf(model: Sequential, values: Float32Array, what: string): SummaryValue[] {
  return model.chain.layers.flatMap((layer) =>
    layer.weights.map(({ name, offset, size }) => ({
      tag: `${layer.name}/${name}/${what}`,
      histogram: histogramOf(values.subarray(offset, offset + size)),
    })),
  );
}

/** The chain of layers as a graph. */
function graphOf(model: Sequential): Uint8Array {
  const nodes = model.chain.layers.map(({ name, className, outputShape, parameters, multiplyAdds }, at) => ({
    name,
    op: className,
    inputs: [model.chain.layers[at - 1]?.name ?? 'input'],
    shape: outputShape,
    attributes: { parameters: String(parameters), multiplyAdds: String(multiplyAdds) },
  }));
  return graphBytes([
    { name: 'input', op: 'Placeholder', inputs: [], shape: model.inputShape, attributes: {} },
    ...nodes,
  ]);
}

/**
 * A callback that writes an event file below `tensorboard/` of the run: the graph and the settings first, then each epoch
 * the scalars and the histograms of the weights and of the last batch's gradients. A run that goes on begins another file.
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
          await file.write({ graph: graphOf(model) });
          await file.write({
            values: [
              { tag: '_hparams_/experiment', hparams: hparamsExperiment(hparams, METRICS, seconds) },
              { tag: '_hparams_/session_start_info', hparams: hparamsStart(hparams, name, seconds) },
            ],
          });
        },
        onEpochEnd: async (record, control) => {
          const gradients = control.gradients();
          await file?.write({
            step: record.epoch,
            values: [
              ...scalarsOf(record),
              ...histogramsOf(model, control.weights(), 'weights'),
              ...(gradients === undefined ? [] : histogramsOf(model, gradients, 'gradients')),
            ],
          });
        },
        onTrainEnd: async () => {
          await file?.write({
            values: [{ tag: '_hparams_/session_end_info', hparams: hparamsEnd(1, Date.now() / 1000) }],
          });
        },
      };
    },
  };
}
