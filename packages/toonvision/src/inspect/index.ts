// Dataset inspection: balance and goals, what to collect next, quality, charts and contact sheets.
export { type AugmentationSheet, type AugmentationSheetOptions, augmentationSheet } from './augmentationSheet.ts';
export {
  type Balance,
  type BalanceOptions,
  balance,
  type ClassBalance,
  type Imbalance,
  type LevelBalance,
} from './balance.ts';
export { parseLimit } from './checkSettings.ts';
export { collectNext, formatWanted, type Wanted } from './collectNext.ts';
export { countLabels, type LabelCount } from './countLabels.ts';
export { type CropStatistics, cropStatistics, type Quantiles } from './cropStatistics.ts';
export { type CrossValidateOptions, crossValidate, makeFolds } from './crossValidate.ts';
export { DEFAULT_GOALS, type Goals } from './goals.ts';
export { type InspectionChartsInput, inspectionCharts, levelCharts, type NamedChart } from './inspectionCharts.ts';
export { type Inspection, type InspectOptions, inspectProject, sealedSplit } from './inspectProject.ts';
export { outOfFoldFile, writeOutOfFold } from './outOfFold.ts';
export { type SplitBalance, splitBalance } from './splitBalance.ts';
