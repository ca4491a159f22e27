// The layers: their makers under the names users write, and the table of their definitions.

import { type ActivationSpec, activation, activationLayer } from './activation.ts';
import { type AveragePooling2dSpec, averagePooling2d, averagePooling2dLayer } from './averagePooling2d.ts';
import { type BatchNormalizationSpec, batchNormalization, batchNormalizationLayer } from './batchNormalization.ts';
import { type Conv2dSpec, conv2d, conv2dLayer } from './conv2d.ts';
import { type DenseSpec, dense, denseLayer } from './dense.ts';
import { type DepthwiseConv2dSpec, depthwiseConv2d, depthwiseConv2dLayer } from './depthwiseConv2d.ts';
import { type DropoutSpec, dropout, dropoutLayer } from './dropout.ts';
import { type FlattenSpec, flatten, flattenLayer } from './flatten.ts';
import {
  type GlobalAveragePooling2dSpec,
  globalAveragePooling2d,
  globalAveragePooling2dLayer,
} from './globalAveragePooling2d.ts';
import { type GlobalMaxPooling2dSpec, globalMaxPooling2d, globalMaxPooling2dLayer } from './globalMaxPooling2d.ts';
import type { LayerDefinition, Spec } from './layer.ts';
import { type LayerNormalizationSpec, layerNormalization, layerNormalizationLayer } from './layerNormalization.ts';
import { type MaxPooling2dSpec, maxPooling2d, maxPooling2dLayer } from './maxPooling2d.ts';
import { type NormalizationSpec, normalization, normalizationLayer } from './normalization.ts';
import { type AugmentationSpec, augmentationDefinitions, augmentationLayers } from './randomLayers.ts';
import { type RescalingSpec, rescaling, rescalingLayer } from './rescaling.ts';
import { type SeparableConv2dSpec, separableConv2d, separableConv2dLayer } from './separableConv2d.ts';
import { type SoftmaxSpec, softmax, softmaxLayer } from './softmax.ts';
import { type SpatialDropout2dSpec, spatialDropout2d, spatialDropout2dLayer } from './spatialDropout2d.ts';

/** A layer as plain data, made by a function of `layers`; can be written as JSON. */
export type LayerSpec =
  | RescalingSpec
  | AugmentationSpec
  | Conv2dSpec
  | DepthwiseConv2dSpec
  | SeparableConv2dSpec
  | MaxPooling2dSpec
  | AveragePooling2dSpec
  | GlobalAveragePooling2dSpec
  | GlobalMaxPooling2dSpec
  | DropoutSpec
  | FlattenSpec
  | DenseSpec
  | SoftmaxSpec
  | ActivationSpec
  | BatchNormalizationSpec
  | LayerNormalizationSpec
  | NormalizationSpec
  | SpatialDropout2dSpec;

/** The makers of layers by name, as in Keras in camelCase. */
export const layers = {
  rescaling,
  ...augmentationLayers,
  conv2d,
  depthwiseConv2d,
  separableConv2d,
  maxPooling2d,
  averagePooling2d,
  globalAveragePooling2d,
  globalMaxPooling2d,
  dropout,
  flatten,
  dense,
  softmax,
  activation,
  batchNormalization,
  layerNormalization,
  normalization,
  spatialDropout2d,
};

const definitions: { [Kind in LayerSpec['kind']]: LayerDefinition<Extract<LayerSpec, { kind: Kind }>> } = {
  rescaling: rescalingLayer,
  ...augmentationDefinitions,
  conv2d: conv2dLayer,
  depthwiseConv2d: depthwiseConv2dLayer,
  separableConv2d: separableConv2dLayer,
  maxPooling2d: maxPooling2dLayer,
  averagePooling2d: averagePooling2dLayer,
  globalAveragePooling2d: globalAveragePooling2dLayer,
  globalMaxPooling2d: globalMaxPooling2dLayer,
  dropout: dropoutLayer,
  flatten: flattenLayer,
  dense: denseLayer,
  softmax: softmaxLayer,
  activation: activationLayer,
  batchNormalization: batchNormalizationLayer,
  layerNormalization: layerNormalizationLayer,
  normalization: normalizationLayer,
  spatialDropout2d: spatialDropout2dLayer,
};

/** The definition of a spec's layer. The table above pairs each kind with its own definition. */
export function definitionOf(spec: LayerSpec): LayerDefinition<Spec<string>> {
  return definitions[spec.kind] as unknown as LayerDefinition<Spec<string>>;
}

export const layerKinds: readonly string[] = Object.keys(definitions);

export type { ActivationOptions, ActivationSpec } from './activation.ts';
export type { ActivationName } from './activationName.ts';
export type { AveragePooling2dOptions, AveragePooling2dSpec } from './averagePooling2d.ts';
export type { BatchNormalizationOptions, BatchNormalizationSpec } from './batchNormalization.ts';
export type { Conv2dOptions, Conv2dSpec } from './conv2d.ts';
export type { DenseOptions, DenseSpec } from './dense.ts';
export type { DepthwiseConv2dOptions, DepthwiseConv2dSpec } from './depthwiseConv2d.ts';
export type { DropoutOptions, DropoutSpec } from './dropout.ts';
export type { FlattenSpec } from './flatten.ts';
export type { GlobalAveragePooling2dOptions, GlobalAveragePooling2dSpec } from './globalAveragePooling2d.ts';
export type { GlobalMaxPooling2dOptions, GlobalMaxPooling2dSpec } from './globalMaxPooling2d.ts';
export type { Initializer, InitializerName, InitializerOption } from './initializer.ts';
export {
  channelsOf,
  describeShape,
  type LayerDefinition,
  type Padding,
  planeOf,
  type Shape,
  sizeOf,
  type WeightShape,
} from './layer.ts';
export type { LayerNormalizationOptions, LayerNormalizationSpec } from './layerNormalization.ts';
export type { MaxPooling2dOptions, MaxPooling2dSpec } from './maxPooling2d.ts';
export type { NormalizationOptions, NormalizationSpec } from './normalization.ts';
export type { RandomBlurOptions, RandomBlurSpec } from './randomBlur.ts';
export type { RandomBrightnessOptions, RandomBrightnessSpec } from './randomBrightness.ts';
export type { RandomContrastOptions, RandomContrastSpec } from './randomContrast.ts';
export type { RandomErasingOptions, RandomErasingSpec } from './randomErasing.ts';
export type { RandomFlipOptions, RandomFlipSpec } from './randomFlip.ts';
export type { RandomFogOptions, RandomFogSpec } from './randomFog.ts';
export { type AugmentationSpec, isAugmentation } from './randomLayers.ts';
export type { FillMode, FillSpec, Range } from './randomOptions.ts';
export type { RandomPixelateOptions, RandomPixelateSpec } from './randomPixelate.ts';
export type { RandomRotationOptions, RandomRotationSpec } from './randomRotation.ts';
export type { RandomTranslationOptions, RandomTranslationSpec } from './randomTranslation.ts';
export type { RandomZoomOptions, RandomZoomSpec } from './randomZoom.ts';
export type { RescalingOptions, RescalingSpec } from './rescaling.ts';
export type { SeparableConv2dOptions, SeparableConv2dSpec } from './separableConv2d.ts';
export { type Sliding, type Windows, windowsOver } from './slidingWindow.ts';
export type { SoftmaxOptions, SoftmaxSpec } from './softmax.ts';
export type { SpatialDropout2dOptions, SpatialDropout2dSpec } from './spatialDropout2d.ts';
