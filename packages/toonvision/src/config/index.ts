// The configuration of a project: what toonvision.config.ts may say, its defaults, how it is loaded and checked.

export { nearestName } from '../errors/index.ts';
export {
  AUGMENTATION_NAMES,
  AUGMENTATION_STRENGTHS,
  type Augmentation,
  type AugmentationName,
  type AugmentationSettings,
  type AugmentationStrength,
  augmentationSchema,
  augmentationText,
  FLIPS,
  type Flip,
  parseAugmentation,
  shortAugmentationName,
} from './augmentation.ts';
export { type Config, type ConfigTarget, defineConfig, type Interpolation } from './defineConfig.ts';
export { compileLabelPattern, type LabelPattern } from './labelPattern.ts';
export { CONFIG_FILE_NAMES, hasConfig, loadConfig } from './loadConfig.ts';
export {
  type CropSettings,
  findTarget,
  type InputSize,
  type Project,
  resolveConfig,
  type SourceSettings,
  type SplitSettings,
  type Target,
} from './project.ts';
export { fieldPath } from './schema.ts';
export {
  CLASS_WEIGHTINGS,
  type ClassWeighting,
  OPTIMIZERS,
  type OptimizerName,
  type OptimizerSettings,
  type ParsedTrainSettings,
  RUN_LOSSES,
  type RunLossName,
  SAMPLINGS,
  type Sampling,
  SCHEDULES,
  type ScheduleName,
  type ScheduleSettings,
  settingConflicts,
  type TrainSettings,
  trainSettingsSchema,
} from './trainSettings.ts';
