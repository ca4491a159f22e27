// Training: optimizers, schedules, metrics, callbacks, states and the loop.
export { type AdamOptions, adam } from './adam.ts';
export { type AdamWOptions, adamW } from './adamW.ts';
export type {
  BatchRecord,
  Callback,
  CallbackRun,
  EpochRecord,
  RunControl,
  StopKind,
  StopReason,
  ValidationRecord,
} from './callbacks.ts';
export { type Compiled, type CompileOptions, compileFor } from './compiled.ts';
export { type CosineDecayOptions, cosineDecay } from './cosineDecay.ts';
export { csvLogger } from './csvLogger.ts';
export { naturalLog } from './deterministicPower.ts';
export { type EarlyStoppingOptions, earlyStopping } from './earlyStopping.ts';
export { type ExponentialDecayOptions, exponentialDecay } from './exponentialDecay.ts';
export { runFit } from './fit.ts';
export { type CheckpointOptions, checkFitOptions, type FitOptions, type RunOptions } from './fitOptions.ts';
export { countAll, FORWARD_BATCH, forwardAll } from './forwardAll.ts';
export type { History } from './history.ts';
export { checkImages, type Data, labeledImages } from './labeledImages.ts';
export { learningRateScheduler } from './learningRateScheduler.ts';
export { MetricCounts } from './metricCounts.ts';
export { type Checkpoint, type ModelCheckpointOptions, modelCheckpoint } from './modelCheckpoint.ts';
export type { MonitorMode } from './monitor.ts';
export type { Optimizer, OptimizerOption, OptimizerOptions } from './optimizer.ts';
export { penaltyOf } from './penalty.ts';
export { type ProgressOptions, progress } from './progress.ts';
export { type ReduceLROnPlateauOptions, reduceLROnPlateau } from './reduceLROnPlateau.ts';
export { type RmspropOptions, rmsprop } from './rmsprop.ts';
export { copyState } from './run.ts';
export type { ClassWeight } from './sampleWeights.ts';
export type { LearningRate, Schedule, ScheduleRecord } from './schedule.ts';
export { type SgdOptions, sgd } from './sgd.ts';
export type { StateObject, StateValue } from './stateFields.ts';
export { type StepDecayOptions, stepDecay } from './stepDecay.ts';
export { terminateOnNaN } from './terminateOnNaN.ts';
export { parseTrainingState, type TrainingState } from './trainingState.ts';
export { type WarmUpOptions, warmUp } from './warmUp.ts';
