// The activation at the end of a chain, which is computed with the loss: cross-entropies need the logits before it.
import type { ResolvedChain } from './resolvedLayer.ts';

export type FinalActivation = 'linear' | 'softmax' | 'sigmoid';

/**
 * `softmax` or `sigmoid` where the chain ends in a vector with that activation (of a dense layer, or as a layer of its
 * own); `linear` for all others, whose last activation, if any, is a step like others.
 */
export function finalActivation({ layers, outputShape }: ResolvedChain): FinalActivation {
  const activation = layers.at(-1)?.activation;
  if (outputShape.length !== 1) return 'linear';
  return activation === 'softmax' || activation === 'sigmoid' ? activation : 'linear';
}

/** Whether the activation of the layer at `at` is the chain's final one, which is no step. */
export function isWithLoss(chain: ResolvedChain, at: number): boolean {
  return at === chain.layers.length - 1 && finalActivation(chain) !== 'linear';
}
