// What trials tell: which hyperparameters matter, and projects of other tuners.
export { type Importance, importance } from './importance.ts';
export { type ImportedStudy, type ImportedTrial, importKerasTuner } from './kerasTuner.ts';
export { narrowingText, type Proposal, proposeNarrowing } from './proposeNarrowing.ts';
export {
  parallelAxis,
  parallelPlace,
  type StudyChart,
  studyCharts,
  studyImportances,
  variedHyperparameters,
} from './studyCharts.ts';
export { writeStudyCharts } from './writeStudyCharts.ts';
