// Rescaling: x * scale + offset. At the start of a chain it is folded into the conversion of bytes to floats.

import type { Spec } from '../resolvedLayer.ts';
import { affineMaker } from '../steps/index.ts';
import type { LayerDefinition } from './layer.ts';
import { finiteNumber, named } from './options.ts';

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

export const rescalingLayer = {
  kind: 'rescaling',
  className: 'Rescaling',
  example: { scale: 1 / 255 },
  pointwise: true,
  load: ({ scale, offset }) => ({ scale, offset }),
  steps: affineMaker,
  onnx: (nodes, { scale, offset }) => {
    const scaled = nodes.node('Mul', [nodes.input, nodes.scalar('scale', scale)], {}, 'scaled');
    return nodes.node('Add', [scaled, nodes.scalar('offset', offset)]);
  },
  keras: {},
} satisfies LayerDefinition<RescalingSpec, RescalingOptions>;
