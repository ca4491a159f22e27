// What a loss requires of the model, and the numbers that the kernels need.
import type { FinalActivation } from '../finalActivation.ts';
import { ModelError } from '../modelError.ts';
import type { Loss } from './loss.ts';

/** A loss as sent to the workers: plain numbers. */
export type LossForm =
  | {
      kind: 'categorical';
      labelSmoothing: number;
      gamma: number;
      /** A factor per class. */
      alphas: number[];
    }
  | {
      kind: 'binary';
      labelSmoothing: number;
      gamma: number;
      /** Weights of labels 1 and 0. */
      positive: number;
      negative: number;
    };

/** The labels of a sample: one class index, or 0 or 1 per output. */
export function labelsPerSample(kind: LossForm['kind'], outputs: number): number {
  return kind === 'categorical' ? 1 : outputs;
}

/** The activation that converts logits to the probabilities of the loss. */
export function activationOf(kind: LossForm['kind']): 'softmax' | 'sigmoid' {
  return kind === 'categorical' ? 'softmax' : 'sigmoid';
}

/** Resolves a loss for a model with this number of outputs. */
export function lossForm(loss: Loss, outputs: number): LossForm {
  const { name, labelSmoothing } = loss;
  switch (name) {
    case 'sparseCategoricalCrossentropy':
    case 'categoricalCrossentropy':
      return { kind: 'categorical', labelSmoothing, gamma: 0, alphas: new Array<number>(outputs).fill(1) };
    case 'categoricalFocalCrossentropy': {
      const { alpha, gamma } = loss;
      if (typeof alpha !== 'number' && alpha.length !== outputs) {
        throw new ModelError(`${name}: alpha needs one factor for each of ${outputs} classes, got ${alpha.length}`);
      }
      const alphas = typeof alpha === 'number' ? new Array<number>(outputs).fill(alpha) : alpha;
      return { kind: 'categorical', labelSmoothing, gamma, alphas };
    }
    case 'binaryCrossentropy':
      return { kind: 'binary', labelSmoothing, gamma: 0, positive: 1, negative: 1 };
    case 'binaryFocalCrossentropy': {
      const { alpha, gamma } = loss;
      const weights = alpha === undefined ? { positive: 1, negative: 1 } : { positive: alpha, negative: 1 - alpha };
      return { kind: 'binary', labelSmoothing, gamma, ...weights };
    }
  }
}

/**
 * Checks that a model ends in the activation its loss expects.
 *
 * @param layer the name of the last layer, for the error message
 * @throws ModelError if the activation is missing or wrong, or present although the loss takes logits
 */
export function checkFinalActivation(loss: Loss, kind: LossForm['kind'], final: FinalActivation, layer: string): void {
  const needed = activationOf(kind);
  if (loss.fromLogits) {
    if (final === 'linear') return;
    throw new ModelError(
      `${layer}: ${loss.name} with fromLogits needs a model that ends in logits, this one ends in a ${final}`,
    );
  }
  if (final === needed) return;
  throw new ModelError(
    `${layer}: ${loss.name} needs a model that ends in a ${needed}, add activation: '${needed}' (or give the loss fromLogits: true)`,
  );
}
