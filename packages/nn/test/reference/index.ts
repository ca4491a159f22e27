// The table of the layers' float64 references.
import type { LayerSpec } from '../../src/layers/index.ts';
import { activation } from './activation.ts';
import { averagePooling2d } from './averagePooling2d.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';
import { depthwiseConv2d, separableConv2d } from './depthwise.ts';
import { globalAveragePooling2d, globalMaxPooling2d } from './globalPooling2d.ts';
import { leakyRelu } from './leakyRelu.ts';
import { maxPooling2d } from './maxPooling2d.ts';
import { batchNormalization, layerNormalization, normalization } from './normalization.ts';
import { type ReferenceLayer, unchanged } from './referenceLayer.ts';
import { rescaling } from './rescaling.ts';

const references: { [Kind in LayerSpec['kind']]?: ReferenceLayer<Extract<LayerSpec, { kind: Kind }>> } = {
  rescaling,
  conv2d,
  depthwiseConv2d,
  separableConv2d,
  maxPooling2d,
  averagePooling2d,
  globalAveragePooling2d,
  globalMaxPooling2d,
  flatten: unchanged,
  dense,
  activation,
  leakyRelu,
  normalization,
  layerNormalization,
  batchNormalization,
  // With the loss.
  softmax: unchanged,
};

/** The reference of a layer; an error for those that have none (layers that draw). */
export function referenceOf(spec: LayerSpec): ReferenceLayer {
  const found = references[spec.kind];
  if (found === undefined) throw new Error(`no reference of ${spec.kind}`);
  return found as unknown as ReferenceLayer;
}

export type { Backward } from './referenceLayer.ts';
