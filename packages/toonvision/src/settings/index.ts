// Settings as plain data records, from which types, schemas, flags, arguments, form fields and the reference derive.
export {
  AUGMENTATION_NAMES,
  AUGMENTATION_STRENGTHS,
  type Augmentation,
  type AugmentationName,
  type AugmentationSettings,
  type AugmentationStrength,
  augmentationRange,
  augmentationValue,
  FLIPS,
  type Flip,
  formatAugmentation,
  parseAugmentation,
  shortAugmentationName,
} from './augmentation.ts';
export {
  formatNarrowing,
  formatPoint,
  type NarrowedRanges,
  type PointValue,
  type PointValues,
  parseNarrowing,
  parsePoint,
} from './points.ts';
export { overrideSettings, type SettingConflict, settingConflicts, withDefaults } from './resolveSettings.ts';
export type { NamedSetting, NumberSetting, Setting, Settings } from './setting.ts';
export {
  defaultText,
  flagOf,
  flagValueOf,
  numberProblem,
  parseSetting,
  rangeText,
  settingArguments,
} from './settingText.ts';
export type {
  GivenSettings,
  NamedValue,
  ParsedSettings,
  ParsedValue,
  RequestSettings,
  ResolvedSettings,
} from './settingTypes.ts';
export {
  CLASS_WEIGHTINGS,
  type ClassWeighting,
  OPTIMIZERS,
  type OptimizerName,
  RUN_LOSSES,
  type RunLossName,
  SAMPLINGS,
  type Sampling,
  SCHEDULES,
  type ScheduleName,
  TRAIN_SETTINGS,
} from './trainSettings.ts';
