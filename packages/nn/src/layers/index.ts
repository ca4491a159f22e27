// All layers. Each layer's file has its factory function and its definition, from which everything else is derived.
import type { Spec } from '../resolvedLayer.ts';
import type { Sliding } from '../slidingWindow.ts';
import { activation, activationLayer } from './activation.ts';
import { averagePooling2d, averagePooling2dLayer } from './averagePooling2d.ts';
import { batchNormalization, batchNormalizationLayer } from './batchNormalization.ts';
import { conv2d, conv2dLayer } from './conv2d.ts';
import { dense, denseLayer } from './dense.ts';
import { depthwiseConv2d, depthwiseConv2dLayer } from './depthwiseConv2d.ts';
import { dropout, dropoutLayer } from './dropout.ts';
import { flatten, flattenLayer } from './flatten.ts';
import { globalAveragePooling2d, globalAveragePooling2dLayer } from './globalAveragePooling2d.ts';
import { globalMaxPooling2d, globalMaxPooling2dLayer } from './globalMaxPooling2d.ts';
import type { LayerDefinition, LayerParts } from './layer.ts';
import { layerNormalization, layerNormalizationLayer } from './layerNormalization.ts';
import { leakyRelu, leakyReluLayer } from './leakyRelu.ts';
import { maxPooling2d, maxPooling2dLayer } from './maxPooling2d.ts';
import { normalization, normalizationLayer } from './normalization.ts';
import { randomBlur, randomBlurLayer } from './randomBlur.ts';
import { randomBrightness, randomBrightnessLayer } from './randomBrightness.ts';
import { randomContrast, randomContrastLayer } from './randomContrast.ts';
import { randomErasing, randomErasingLayer } from './randomErasing.ts';
import { randomFlip, randomFlipLayer } from './randomFlip.ts';
import { randomFog, randomFogLayer } from './randomFog.ts';
import { randomPixelate, randomPixelateLayer } from './randomPixelate.ts';
import { randomRotation, randomRotationLayer } from './randomRotation.ts';
import { randomTranslation, randomTranslationLayer } from './randomTranslation.ts';
import { randomZoom, randomZoomLayer } from './randomZoom.ts';
import { rescaling, rescalingLayer } from './rescaling.ts';
import { separableConv2d, separableConv2dLayer } from './separableConv2d.ts';
import { softmax, softmaxLayer } from './softmax.ts';
import { spatialDropout2d, spatialDropout2dLayer } from './spatialDropout2d.ts';

/** Factory functions of all layers, named as in Keras but in camelCase. */
export const layers = {
  rescaling,
  randomFlip,
  randomRotation,
  randomZoom,
  randomTranslation,
  randomBrightness,
  randomContrast,
  randomFog,
  randomBlur,
  randomPixelate,
  randomErasing,
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
  leakyRelu,
  batchNormalization,
  layerNormalization,
  normalization,
  spatialDropout2d,
};

type Makers = typeof layers;

/** A layer as plain, JSON-serializable data, created by a function of `layers`. */
export type LayerSpec = ReturnType<Makers[keyof Makers]>;

/** The spec of layers of one kind. */
export type SpecOf<Kind extends keyof Makers> = ReturnType<Makers[Kind]>;

// Separate from the factories so that bundlers can drop those: a worker receives finished specs and checks no options.
const definitions = {
  rescaling: rescalingLayer,
  randomFlip: randomFlipLayer,
  randomRotation: randomRotationLayer,
  randomZoom: randomZoomLayer,
  randomTranslation: randomTranslationLayer,
  randomBrightness: randomBrightnessLayer,
  randomContrast: randomContrastLayer,
  randomFog: randomFogLayer,
  randomBlur: randomBlurLayer,
  randomPixelate: randomPixelateLayer,
  randomErasing: randomErasingLayer,
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
  leakyRelu: leakyReluLayer,
  batchNormalization: batchNormalizationLayer,
  layerNormalization: layerNormalizationLayer,
  normalization: normalizationLayer,
  spatialDropout2d: spatialDropout2dLayer,
} satisfies { [Kind in keyof Makers]: LayerDefinition<SpecOf<Kind>, NonNullable<Parameters<Makers[Kind]>[0]>> };

type Definitions = typeof definitions;

/** Layers that augment images in training and do nothing in inference; they precede the first layer that computes. */
export type AugmentationSpec = {
  [Kind in keyof Makers]: Definitions[Kind] extends { load: unknown; trainingOnly: true } ? SpecOf<Kind> : never;
}[keyof Makers];

/** A definition whose kind is unknown to the compiler. */
export type AnyDefinition = LayerParts<Spec, object>;

/** All definitions by kind. Each takes specs of its kind; `definitionOf` pairs the two. */
export const layerDefinitions = definitions as unknown as Readonly<Record<LayerSpec['kind'], AnyDefinition>>;

/** The definition of a spec's layer. */
export function definitionOf(spec: LayerSpec): AnyDefinition {
  return layerDefinitions[spec.kind];
}

/** Whether a layer augments images in training only and therefore precedes the first layer that computes. */
export function isAugmentation(spec: LayerSpec): spec is AugmentationSpec {
  const { load, trainingOnly } = definitionOf(spec);
  return load !== undefined && trainingOnly === true;
}

/** Properties of a layer, for code that handles layers without naming them. */
export interface LayerTraits {
  /** Rescaling or augmentation: before the first layer that computes, it is part of loading the image. */
  preprocessing: boolean;
  /** Outside training the layer passes values through unchanged: augmentation and dropout. */
  trainingOnly: boolean;
  /** Each output position depends only on the same input position: activations, normalizations, rescaling. */
  pointwise: boolean;
  /** The sliding windows of the layer; undefined for layers without windows. */
  windows?: Sliding;
}

/**
 * Returns the traits of a layer.
 *
 * @example layerTraits(layers.dropout({ rate: 0.5 })).trainingOnly; // true
 */
export function layerTraits(spec: LayerSpec): LayerTraits {
  const { load, trainingOnly = false, pointwise = false, windows } = definitionOf(spec);
  return { preprocessing: load !== undefined, trainingOnly, pointwise, windows: windows?.(spec) };
}

export type { ActivationName } from '../activationName.ts';
export { channelsOf, describeShape, planeOf, type Shape, sizeOf } from '../shape.ts';
export { type Padding, type Sliding, type Windows, windowsOver } from '../slidingWindow.ts';
export type { InitializerOption } from './initializer.ts';

export type { WeightShape } from './layer.ts';
export type { OnnxAttribute, OnnxAttributes, OnnxConvolution, OnnxNodes } from './onnxNodes.ts';
