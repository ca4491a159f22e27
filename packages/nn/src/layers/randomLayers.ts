// The augmentation layers together: makers, definitions, and what tells them from layers that compute.
import type { LayerDefinition } from './layer.ts';
import { type RandomBlurSpec, randomBlur, randomBlurLayer } from './randomBlur.ts';
import { type RandomBrightnessSpec, randomBrightness, randomBrightnessLayer } from './randomBrightness.ts';
import { type RandomContrastSpec, randomContrast, randomContrastLayer } from './randomContrast.ts';
import { type RandomErasingSpec, randomErasing, randomErasingLayer } from './randomErasing.ts';
import { type RandomFlipSpec, randomFlip, randomFlipLayer } from './randomFlip.ts';
import { type RandomFogSpec, randomFog, randomFogLayer } from './randomFog.ts';
import { type RandomPixelateSpec, randomPixelate, randomPixelateLayer } from './randomPixelate.ts';
import { type RandomRotationSpec, randomRotation, randomRotationLayer } from './randomRotation.ts';
import { type RandomTranslationSpec, randomTranslation, randomTranslationLayer } from './randomTranslation.ts';
import { type RandomZoomSpec, randomZoom, randomZoomLayer } from './randomZoom.ts';

/** Layers that change pictures in training and do nothing in inference; they stand before the first that computes. */
export type AugmentationSpec =
  | RandomFlipSpec
  | RandomRotationSpec
  | RandomZoomSpec
  | RandomTranslationSpec
  | RandomBrightnessSpec
  | RandomContrastSpec
  | RandomFogSpec
  | RandomBlurSpec
  | RandomPixelateSpec
  | RandomErasingSpec;

export const augmentationLayers = {
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
};

export const augmentationDefinitions: {
  [Kind in AugmentationSpec['kind']]: LayerDefinition<Extract<AugmentationSpec, { kind: Kind }>>;
} = {
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
};

/** Whether a layer changes pictures in training only, and so stands before the first that computes. */
export function isAugmentation(spec: { kind: string }): spec is AugmentationSpec {
  return Object.hasOwn(augmentationDefinitions, spec.kind);
}
