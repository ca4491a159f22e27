// Analysis of studies: hyperparameter importance, charts, narrowed spaces, and KerasTuner projects.
export { type Importance, importance } from './importance.ts';
export { type ImportedStudy, type ImportedTrial, importKerasTuner } from './kerasTuner.ts';
export { formatNarrowing, type Proposal, proposeNarrowing } from './proposeNarrowing.ts';
export {
  parallelAxis,
  parallelPlace,
  type StudyChart,
  studyCharts,
  studyImportances,
  variedHyperparameters,
} from './studyCharts.ts';
export { writeStudyCharts } from './writeStudyCharts.ts';
