// Rescaling: x * scale + offset. At the head of a chain it folds into the conversion of bytes to floats.
import { finiteNumber, type LayerDefinition, named, type Spec } from './layer.ts';

export interface RescalingOptions {
  /** Usually 1/255. */
  scale: number;
  /** Default 0. */
  offset?: number;
  name?: string;
}

export interface RescalingSpec extends Spec<'rescaling'> {
  scale: number;
  offset: number;
}

/**
 * Multiplies by `scale`, then adds `offset` (Keras `Rescaling`).
 *
 * @example layers.rescaling({ scale: 1 / 255 })
 */
export function rescaling({ scale, offset = 0, name }: RescalingOptions): RescalingSpec {
  return {
    kind: 'rescaling',
    ...named('rescaling', name),
    scale: finiteNumber('rescaling', 'scale', scale),
    offset: finiteNumber('rescaling', 'offset', offset),
  };
}

export const rescalingLayer: LayerDefinition<RescalingSpec> = {
  kind: 'rescaling',
  className: 'Rescaling',
  outputShape: (_, input) => input,
  weights: () => [],
  multiplyAdds: () => 0,
};
