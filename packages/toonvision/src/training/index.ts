// Runs: training a model on a project, evaluating it, predicting with it, and the folder that tells how it was made.
export { type EnsureSplitOptions, ensureSplit, type SplitOutcome } from './ensureSplit.ts';
export { type EvaluateOptions, type Evaluation, evaluateRun } from './evaluateRun.ts';
export { loadRunModel } from './loadRunModel.ts';
export { type PicturePrediction, type PredictOptions, predictPictures } from './predictPictures.ts';
export { listRuns, type Run, readRun } from './runFolder.ts';
export type { RunConfig, RunData, RunEpoch, RunRecord, RunResult, RunStatus } from './runRecord.ts';
export { type TestOpening, testOpenings } from './testOpenings.ts';
export { type TrainOptions, trainRun } from './trainRun.ts';
export { type Machine, machine, type Versions, versions } from './versions.ts';
