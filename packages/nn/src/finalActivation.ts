// The activation at the end of a chain, which is computed with the loss: cross-entropies need the logits before it.
import type { Chain } from './chain.ts';
import type { LayerSpec } from './layers/index.ts';

export type FinalActivation = 'linear' | 'softmax' | 'sigmoid';

/** The activation that a layer applies at its end, by name; `linear` for layers without one. */
function activationOf(spec: LayerSpec): string {
  if (spec.kind === 'softmax') return 'softmax';
  return 'activation' in spec ? spec.activation : 'linear';
}

/**
 * `softmax` or `sigmoid` where the chain ends in a vector with that activation (of a dense layer, or as a layer of its
 * own); `linear` for all others, whose last activation, if any, is a step like others.
 */
export function finalActivation(chain: Chain): FinalActivation {
  const last = chain.layers.at(-1);
  if (last === undefined || chain.outputShape.length !== 1) return 'linear';
  const activation = activationOf(last.spec);
  return activation === 'softmax' || activation === 'sigmoid' ? activation : 'linear';
}

/** Whether the activation of the layer at `at` is the chain's final one, which is no step. */
export function isWithLoss(chain: Chain, at: number): boolean {
  return at === chain.layers.length - 1 && finalActivation(chain) !== 'linear';
}
