// The steps of a plan, one kind per file: what a worker runs per sample, forward in order, backward in reverse.
import { activationRunner, softmaxRunner } from './activation.ts';
import { affineRunner } from './affine.ts';
import { averagePoolRunner } from './averagePool.ts';
import { batchNormalizationRunner } from './batchNormalization.ts';
import { unpooledConvolveRunner } from './convolution.ts';
import { convolveRunner } from './convolve.ts';
import { denseRunner } from './dense.ts';
import { depthwiseRunner } from './depthwise.ts';
import { dropoutRunner } from './dropout.ts';
import { flattenRunner } from './flatten.ts';
import { globalPoolRunner } from './globalPool.ts';
import { layerNormalizationRunner } from './layerNormalization.ts';
import { loadRunner } from './load.ts';
import { normalizationRunner } from './normalization.ts';
import { plainConvolveRunner } from './plainConvolve.ts';
import { poolRunner } from './pool.ts';
import { slidingPoolRunner } from './slidingPool.ts';
import { spatialDropout2dRunner } from './spatialDropout2d.ts';
import type { StepRecord, StepRunner } from './step.ts';

/** Runners by kind of step. */
const runners = {
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

/** A step of any kind. */
export type Step = {
  [Kind in keyof typeof runners]: (typeof runners)[Kind] extends StepRunner<infer S> ? S : never;
}[keyof typeof runners];

/** Returns the runner of a step. The table pairs each kind with its runner. */
export function runnerOf(step: Step): StepRunner<StepRecord> {
  return runners[step.kind] as unknown as StepRunner<StepRecord>;
}

export { activationMaker } from './activation.ts';
export { affineMaker } from './affine.ts';
export { Arena } from './arena.ts';
export type {
  Augmentation,
  AugmentationName,
  AugmentationOptions,
  FillMode,
  FillSpec,
  FlipMode,
  Interpolation,
  Range,
} from './augment/index.ts';
export { averagePoolMaker } from './averagePool.ts';
export {
  addGradientSums,
  addValueSums,
  type BatchNormalizationStep,
  batchBackward,
  batchNormalizationMaker,
  batchSums,
  clearBatchSums,
  setBatchStatistics,
  setGradientMeans,
} from './batchNormalization.ts';
export { convolveMaker } from './convolution.ts';
export type { ConvolveStep } from './convolveStep.ts';
export { denseMaker } from './dense.ts';
export { depthwiseMaker } from './depthwise.ts';
export { dropoutMaker } from './dropout.ts';
export { flattenMaker, flattenStep } from './flatten.ts';
export { globalAveragePoolMaker, globalMaxPoolMaker } from './globalPool.ts';
export { layerNormalizationMaker } from './layerNormalization.ts';
export { type LeadingLayer, type LoadPart, type LoadStep, layOutLoad } from './load.ts';
export { normalizationMaker } from './normalization.ts';
export { type Border, layOutPlanes, layOutVector, noBorder, type Planes } from './planes.ts';
export { poolMaker } from './pool.ts';
export { separableMaker } from './separable.ts';
export { spatialDropout2dMaker } from './spatialDropout2d.ts';
export type { Draw, Place, StepMaker, StepRecord, StepRunner } from './step.ts';
