// The configuration of a project: fields, defaults, loading and validation.

export { nearestName } from '../errors/index.ts';
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
export { describeIssue, fieldPath } from './schema.ts';
export { augmentationSchema, requestSettings, storedSettings } from './settingsSchema.ts';
export {
  type OptimizerSettings,
  type ParsedTrainSettings,
  type ScheduleSettings,
  type TrainSettings,
  trainSettingsSchema,
} from './trainSettings.ts';
