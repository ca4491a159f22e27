// The steps of a plan, one kind a file: what a worker runs for one sample, forward in order, backward in reverse.
import type { LayerSpec } from '../layers/index.ts';
import { type AffineStep, affineMaker, affineRunner } from './affine.ts';
import { convolveRunner } from './convolve.ts';
import { type ConvolveStep, convolveMaker } from './convolveStep.ts';
import { type DenseStep, denseMaker, denseRunner } from './dense.ts';
import { type DropoutStep, dropoutMaker, dropoutRunner } from './dropout.ts';
import { type FlattenStep, flattenMaker, flattenRunner } from './flatten.ts';
import { type LoadStep, loadRunner } from './load.ts';
import { type PoolStep, poolMaker, poolRunner } from './pool.ts';
import type { StepMaker, StepRecord, StepRunner } from './step.ts';

export type Step = LoadStep | ConvolveStep | PoolStep | DropoutStep | AffineStep | FlattenStep | DenseStep;

const runners: { [Kind in Step['kind']]: StepRunner<Extract<Step, { kind: Kind }>> } = {
  load: loadRunner,
  convolve: convolveRunner,
  pool: poolRunner,
  dropout: dropoutRunner,
  affine: affineRunner,
  flatten: flattenRunner,
  dense: denseRunner,
};

/** What computes a step. The table above pairs each kind with its own runner. */
export function runnerOf(step: Step): StepRunner<StepRecord> {
  return runners[step.kind] as unknown as StepRunner<StepRecord>;
}

/** Layers of these kinds have no step of their own: softmax belongs to the loss, augmentation to the load. */
type WithoutStep = 'softmax' | 'randomFlip';

const makers: {
  [Kind in Exclude<LayerSpec['kind'], WithoutStep>]: StepMaker<Extract<LayerSpec, { kind: Kind }>, Step>;
} = {
  rescaling: affineMaker,
  conv2d: convolveMaker,
  maxPooling2d: poolMaker,
  dropout: dropoutMaker,
  flatten: flattenMaker,
  dense: denseMaker,
};

/** How a spec's layer becomes steps; undefined for those without a step of their own. */
export function makerOf(spec: LayerSpec): StepMaker<LayerSpec, Step> | undefined {
  return (makers as unknown as Record<string, StepMaker<LayerSpec, Step> | undefined>)[spec.kind];
}

export { Arena } from './arena.ts';
export type { ConvolveStep } from './convolveStep.ts';
export { flattenStep } from './flatten.ts';
export { type LoadStep, layOutLoad } from './load.ts';
export { type Border, layOutPlanes, layOutVector, noBorder, type Planes } from './planes.ts';
export type { Draw, LaidOut, Place, StepMaker, StepRecord, StepRunner } from './step.ts';
