// Random flip: in training, mirrors half of the pictures; afterwards it does nothing.
import { type LayerDefinition, named, oneOf, planeOf, type Spec } from './layer.ts';

export interface RandomFlipOptions {
  /** Left to right. */
  mode?: 'horizontal';
  name?: string;
}

export interface RandomFlipSpec extends Spec<'randomFlip'> {
  mode: 'horizontal';
}

/**
 * Mirrors a picture left to right with probability one half, in training only (Keras `RandomFlip`). Which pictures, is a
 * function of (seed, layer name, epoch, sample). Belongs before the first layer that computes.
 *
 * @example layers.randomFlip({ mode: 'horizontal' })
 */
export function randomFlip({ mode = 'horizontal', name }: RandomFlipOptions = {}): RandomFlipSpec {
  return {
    kind: 'randomFlip',
    ...named('randomFlip', name),
    mode: oneOf('randomFlip', 'mode', mode, ['horizontal']),
  };
}

export const randomFlipLayer: LayerDefinition<RandomFlipSpec> = {
  kind: 'randomFlip',
  className: 'RandomFlip',
  outputShape: (_, input) => {
    planeOf(input);
    return input;
  },
  weights: () => [],
  multiplyAdds: () => 0,
};
