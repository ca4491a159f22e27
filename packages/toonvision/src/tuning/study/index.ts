// Studies: many trials of a space, their front, their best.
export {
  BEST_RULES,
  type BestRule,
  bestTrial,
  type FinishedTrial,
  finishedTrials,
  nonDominated,
  paretoFront,
} from './front.ts';
export { isMaximized, OBJECTIVE_NAMES, type ObjectiveName } from './objectives.ts';
export { type StudyEnd, type TuneOptions, tuneStudy } from './runStudy.ts';
export { listStudies, readStudy, studyFolder, trialProject } from './studyFolder.ts';
export {
  AGGREGATES,
  type Aggregate,
  type StudyRecord,
  type StudySettings,
  type Trial,
  type TrialResult,
} from './studyRecord.ts';
export { trialModelFile } from './trialModelFile.ts';
