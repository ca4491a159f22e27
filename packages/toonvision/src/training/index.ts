// Runs: training a model on a project, evaluating it, predicting with it, and the folder that tells how it was made.
export { compareRuns, type Evaluated, type RunComparison } from './compareRuns.ts';
export { ensureEvaluation } from './ensureEvaluation.ts';
export { type EnsureSplitOptions, ensureSplit, type SplitOutcome } from './ensureSplit.ts';
export { type EvaluateOptions, evaluateRun } from './evaluateRun.ts';
export { type EvaluatedSplit, type Evaluation, evaluationFiles } from './evaluationRecord.ts';
export { loadRunModel, unfinishedNotice } from './loadRunModel.ts';
export { type PicturePrediction, type PredictOptions, predictPictures } from './predictPictures.ts';
export { readEvaluation, type StoredEvaluation } from './readEvaluation.ts';
export { type ResumeOptions, resumeRun } from './resumeRun.ts';
export { listRuns, type Run, readRun } from './runFolder.ts';
export type { RunConfig, RunData, RunEpoch, RunRecord, RunResult, RunStatus } from './runRecord.ts';
export { logTestOpening, type TestOpening, testOpenings } from './testOpenings.ts';
export type { TrainingWatch } from './trainingWatch.ts';
export { type TrainOptions, trainRun } from './trainRun.ts';
export { type Machine, machine, type Versions, versions } from './versions.ts';
