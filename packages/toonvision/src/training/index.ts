// Runs: training, evaluation, prediction, and the run folder.
export { type AdoptOptions, adoptModel } from './adoptModel.ts';
export { dataChanges, weightChanges } from './changesSince.ts';
export { compareRuns, type Evaluated, type RunComparison } from './compareRuns.ts';
export { ensureEvaluation } from './ensureEvaluation.ts';
export { type EnsureSplitOptions, ensureSplit, type SplitOutcome } from './ensureSplit.ts';
export { type EvaluateOptions, evaluateRun } from './evaluateRun.ts';
export { type EvaluatedSplit, type Evaluation, evaluationFiles } from './evaluationRecord.ts';
export { type ExtendOptions, extendRun, whyNotExtended } from './extendRun.ts';
export { loadRunModel, unfinishedNotice } from './loadRunModel.ts';
export { type ImagePrediction, type PredictOptions, predictImages } from './predictImages.ts';
export { readEvaluation, type StoredEvaluation } from './readEvaluation.ts';
export { type ResumeOptions, resumeRun } from './resumeRun.ts';
export { mergeSettings } from './runConfig.ts';
export { type RunDifference, runDifferences } from './runDifferences.ts';
export { listRuns, type Run, readRun } from './runFolder.ts';
export { isGone } from './runProcess.ts';
export {
  type RunConfig,
  type RunData,
  type RunEpoch,
  type RunRecord,
  type RunResult,
  type RunStatus,
  runStatusSchema,
} from './runRecord.ts';
export { type RunRow, runRow, runTable } from './runRow.ts';
export { logTestOpening, type TestOpening, testOpenings } from './testOpenings.ts';
export { openTrainingData, splitData, type TrainingData } from './trainingData.ts';
export type { TrainingWatch } from './trainingWatch.ts';
export { type TrainOptions, trainRun } from './trainRun.ts';
export { readValidations } from './validations.ts';
export { type Machine, machine, type Versions, versions } from './versions.ts';
