// Studies: trials of a search space, the Pareto front, and the recommended trial.

export { AGGREGATES, type Aggregate } from './aggregates.ts';
export { failedInARow, newTrial, studyProgress, throwOnRepeatedFailures } from './askSampler.ts';
export { type Confirmation, type ConfirmOptions, confirmStudy, readConfirmation } from './confirmStudy.ts';
export { type ContinueOptions, continueTrial } from './continueTrial.ts';
export {
  BEST_RULES,
  type BestRule,
  bestTrial,
  type FinishedTrial,
  finishedTrials,
  nonDominated,
  paretoFront,
  withinLimits,
} from './front.ts';
export { isMaximized, OBJECTIVE_NAMES, type ObjectiveName, objectivesOf, toCost } from './objectives.ts';
export { checkSameStudy, type PreparedStudy, prepareStudy, type StudyEnd, type TuneOptions } from './prepareStudy.ts';
export { tuneStudy } from './runStudy.ts';
export { listStudies, readStudy, studyDatabase, studyFolder, trialProject } from './studyFolder.ts';
export { takeStudyLock } from './studyLock.ts';
export {
  type StudyRecord,
  type StudySettings,
  studyRecordSchema,
  suggestionSchema,
  type Trial,
  type TrialResult,
  type TrialState,
  trialResultSchema,
} from './studyRecord.ts';
export { STUDY_RUN_SETTINGS, STUDY_SETTINGS, STUDY_TRAIN_SETTINGS } from './studySettings.ts';
export { openStudyStore, type StudyStore } from './studyStore.ts';
export { trialModelFile } from './trialModelFile.ts';
export { startTrialPool, type TrialPool } from './trialPool.ts';
export { type TrialTask, trialTaskSchema } from './trialTask.ts';
