// Internals of the tool for the generated reference: `toonvision/internal`. Without any promise of stability.
export { buildTool } from './cli/application.ts';
export type { Context } from './cli/context.ts';
export { Terminal } from './cli/terminal.ts';
export { configSchema } from './config/schema.ts';
export {
  AUGMENTATION_NAMES,
  AUGMENTATION_STRENGTHS,
  defaultText,
  FLIPS,
  rangeText,
  type Setting,
  type Settings,
  TRAIN_SETTINGS,
} from './settings/index.ts';
export { STUDY_RUN_SETTINGS, STUDY_SETTINGS } from './tuning/study/studySettings.ts';
