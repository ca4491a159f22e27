// The steps of a plan, one kind a file: what a worker runs for one sample, forward in order, backward in reverse.
import type { AugmentationSpec, LayerSpec } from '../layers/index.ts';
import {
  type ActivationStep,
  activationMaker,
  activationRunner,
  type SoftmaxStep,
  softmaxMaker,
  softmaxRunner,
} from './activation.ts';
import { type AffineStep, affineMaker, affineRunner } from './affine.ts';
import { type AveragePoolStep, averagePoolMaker, averagePoolRunner } from './averagePool.ts';
import {
  type BatchNormalizationStep,
  batchNormalizationMaker,
  batchNormalizationRunner,
} from './batchNormalization.ts';
import { convolveMaker, type UnpooledConvolveStep, unpooledConvolveRunner } from './convolution.ts';
import { convolveRunner } from './convolve.ts';
import type { ConvolveStep } from './convolveStep.ts';
import { type DenseStep, denseMaker, denseRunner } from './dense.ts';
import { type DepthwiseStep, depthwiseMaker, depthwiseRunner } from './depthwise.ts';
import { type DropoutStep, dropoutMaker, dropoutRunner } from './dropout.ts';
import { type FlattenStep, flattenMaker, flattenRunner } from './flatten.ts';
import { type GlobalPoolStep, globalAveragePoolMaker, globalMaxPoolMaker, globalPoolRunner } from './globalPool.ts';
import {
  type LayerNormalizationStep,
  layerNormalizationMaker,
  layerNormalizationRunner,
} from './layerNormalization.ts';
import { type LoadStep, loadRunner } from './load.ts';
import { type NormalizationStep, normalizationMaker, normalizationRunner } from './normalization.ts';
import { type PlainConvolveStep, plainConvolveRunner } from './plainConvolve.ts';
import { type PoolStep, poolMaker, poolRunner } from './pool.ts';
import { separableMaker } from './separable.ts';
import { type SlidingPoolStep, slidingPoolRunner } from './slidingPool.ts';
import { type SpatialDropout2dStep, spatialDropout2dMaker, spatialDropout2dRunner } from './spatialDropout2d.ts';
import type { StepMaker, StepRecord, StepRunner } from './step.ts';

export type Step =
  | LoadStep
  | ConvolveStep
  | PoolStep
  | DropoutStep
  | AffineStep
  | FlattenStep
  | DenseStep
  | PlainConvolveStep
  | UnpooledConvolveStep
  | DepthwiseStep
  | SlidingPoolStep
  | AveragePoolStep
  | GlobalPoolStep
  | ActivationStep
  | SoftmaxStep
  | BatchNormalizationStep
  | LayerNormalizationStep
  | NormalizationStep
  | SpatialDropout2dStep;

const runners: { [Kind in Step['kind']]: StepRunner<Extract<Step, { kind: Kind }>> } = {
  load: loadRunner,
  convolve: convolveRunner,
  pool: poolRunner,
  plainConvolve: plainConvolveRunner,
  unpooledConvolve: unpooledConvolveRunner,
  depthwise: depthwiseRunner,
  slidingPool: slidingPoolRunner,
  averagePool: averagePoolRunner,
  globalPool: globalPoolRunner,
  dropout: dropoutRunner,
  affine: affineRunner,
  flatten: flattenRunner,
  dense: denseRunner,
  activation: activationRunner,
  softmax: softmaxRunner,
  batchNormalization: batchNormalizationRunner,
  layerNormalization: layerNormalizationRunner,
  normalization: normalizationRunner,
  spatialDropout2d: spatialDropout2dRunner,
};

/** What computes a step. The table above pairs each kind with its own runner. */
export function runnerOf(step: Step): StepRunner<StepRecord> {
  return runners[step.kind] as unknown as StepRunner<StepRecord>;
}

/** Layers of these kinds have no step of their own: augmentation belongs to the load. */
type WithoutStep = AugmentationSpec['kind'];

const makers: {
  [Kind in Exclude<LayerSpec['kind'], WithoutStep>]: StepMaker<Extract<LayerSpec, { kind: Kind }>, Step>;
} = {
  rescaling: affineMaker,
  conv2d: convolveMaker,
  maxPooling2d: poolMaker,
  depthwiseConv2d: depthwiseMaker,
  separableConv2d: separableMaker,
  averagePooling2d: averagePoolMaker,
  globalAveragePooling2d: globalAveragePoolMaker,
  globalMaxPooling2d: globalMaxPoolMaker,
  dropout: dropoutMaker,
  flatten: flattenMaker,
  dense: denseMaker,
  softmax: softmaxMaker,
  activation: activationMaker,
  batchNormalization: batchNormalizationMaker,
  layerNormalization: layerNormalizationMaker,
  normalization: normalizationMaker,
  spatialDropout2d: spatialDropout2dMaker,
};

/** How a spec's layer becomes steps; undefined for those without a step of their own. */
export function makerOf(spec: LayerSpec): StepMaker<LayerSpec, Step> | undefined {
  return (makers as unknown as Record<string, StepMaker<LayerSpec, Step> | undefined>)[spec.kind];
}

export { Arena } from './arena.ts';
export {
  addGradientSums,
  addValueSums,
  type BatchNormalizationStep,
  batchBackward,
  batchSums,
  clearBatchSums,
  setBatchStatistics,
  setGradientMeans,
} from './batchNormalization.ts';
export type { ConvolveStep } from './convolveStep.ts';
export { flattenStep } from './flatten.ts';
export { type LoadStep, layOutLoad } from './load.ts';
export { type Border, layOutPlanes, layOutVector, noBorder, type Planes } from './planes.ts';
export type { Draw, LaidOut, Place, StepMaker, StepRecord, StepRunner } from './step.ts';
