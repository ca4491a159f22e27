// The layers: their makers under the names users write, and the table of their definitions.
import { type Conv2dSpec, conv2d, conv2dLayer } from './conv2d.ts';
import { type DenseSpec, dense, denseLayer } from './dense.ts';
import { type DropoutSpec, dropout, dropoutLayer } from './dropout.ts';
import { type FlattenSpec, flatten, flattenLayer } from './flatten.ts';
import type { LayerDefinition, Spec } from './layer.ts';
import { type MaxPooling2dSpec, maxPooling2d, maxPooling2dLayer } from './maxPooling2d.ts';
import { type RandomFlipSpec, randomFlip, randomFlipLayer } from './randomFlip.ts';
import { type RescalingSpec, rescaling, rescalingLayer } from './rescaling.ts';
import { type SoftmaxSpec, softmax, softmaxLayer } from './softmax.ts';

export type LayerSpec =
  | RescalingSpec
  | RandomFlipSpec
  | Conv2dSpec
  | MaxPooling2dSpec
  | DropoutSpec
  | FlattenSpec
  | DenseSpec
  | SoftmaxSpec;

export const layers = { rescaling, randomFlip, conv2d, maxPooling2d, dropout, flatten, dense, softmax };

const definitions: { [Kind in LayerSpec['kind']]: LayerDefinition<Extract<LayerSpec, { kind: Kind }>> } = {
  rescaling: rescalingLayer,
  randomFlip: randomFlipLayer,
  conv2d: conv2dLayer,
  maxPooling2d: maxPooling2dLayer,
  dropout: dropoutLayer,
  flatten: flattenLayer,
  dense: denseLayer,
  softmax: softmaxLayer,
};

/** The definition of a spec's layer. The table above pairs each kind with its own definition. */
export function definitionOf(spec: LayerSpec): LayerDefinition<Spec<string>> {
  return definitions[spec.kind] as unknown as LayerDefinition<Spec<string>>;
}

export const layerKinds: readonly string[] = Object.keys(definitions);

export type { Conv2dOptions, Conv2dSpec } from './conv2d.ts';
export type { DenseOptions, DenseSpec } from './dense.ts';
export type { DropoutOptions, DropoutSpec } from './dropout.ts';
export type { FlattenSpec } from './flatten.ts';
export {
  describeShape,
  type LayerDefinition,
  type Padding,
  planeOf,
  type Shape,
  sizeOf,
  type WeightShape,
} from './layer.ts';
export type { MaxPooling2dOptions, MaxPooling2dSpec } from './maxPooling2d.ts';
export type { RandomFlipOptions, RandomFlipSpec } from './randomFlip.ts';
export type { RescalingOptions, RescalingSpec } from './rescaling.ts';
