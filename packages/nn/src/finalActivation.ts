// The activation at the end of a chain. It is computed with the loss, because cross-entropies take logits.
import type { ResolvedChain } from './resolvedLayer.ts';

export type FinalActivation = 'linear' | 'softmax' | 'sigmoid';

/**
 * `softmax` or `sigmoid` if the chain ends in a vector with that activation, from a dense layer or a separate layer.
 * Else `linear`: another activation at the end is an ordinary step.
 */
export function finalActivation({ layers, outputShape }: ResolvedChain): FinalActivation {
  const activation = layers.at(-1)?.activation;
  if (outputShape.length !== 1) return 'linear';
  return activation === 'softmax' || activation === 'sigmoid' ? activation : 'linear';
}

/** Whether the activation of the layer at `index` is computed with the loss and not in a step. */
export function isWithLoss(chain: ResolvedChain, index: number): boolean {
  return index === chain.layers.length - 1 && finalActivation(chain) !== 'linear';
}
