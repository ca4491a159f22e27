// The weights a run keeps: those of the best epoch so far, or of the last epoch without early stopping.
import { type ModelFiles, modelFiles, modelFromFiles, type Sequential, type TrainingState } from '@toonvision/nn';

/** The best epoch (from 1) by early stopping, or the last epoch without it, with its weights in layer order. */
export interface KeptWeights {
  epoch: number;
  weights: Float32Array;
}

/** Undefined if no epoch has ended with a finite validation loss. */
export function keptWeightsOf({ callbacks, epochs, weights: last }: TrainingState): KeptWeights | undefined {
  if (!callbacks.some(({ name }) => name === 'earlyStopping'))
    return epochs.length === 0 ? undefined : { epoch: epochs.length, weights: last };
  const state = callbacks.find(({ name }) => name === 'earlyStopping')?.state;
  const epoch = state?.bestEpoch;
  const weights = state?.bestWeights;
  if (typeof epoch !== 'number' || !(weights instanceof Float32Array)) return undefined;
  return { epoch, weights };
}

/** The files of a model with other weights; does not change the model. */
export function filesWithWeights(model: Sequential, weights: Float32Array): ModelFiles {
  const copy = modelFromFiles(modelFiles(model));
  copy.setWeights(
    copy.chain.layers.flatMap((layer) =>
      layer.weights.map(({ name, offset, size }) => ({
        name: `${layer.name}/${name}`,
        data: weights.slice(offset, offset + size),
      })),
    ),
  );
  return modelFiles(copy);
}
