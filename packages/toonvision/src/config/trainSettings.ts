// Training settings as given in the configuration, on the command line or in a program.
import { type GivenSettings, type NamedValue, type ParsedSettings, TRAIN_SETTINGS } from '../settings/index.ts';
import { settingsSchema } from './settingsSchema.ts';

type GivenTrainSettings = GivenSettings<typeof TRAIN_SETTINGS>;
type OptimizerValue = NamedValue<typeof TRAIN_SETTINGS.optimizer>;
type ScheduleValue = NamedValue<typeof TRAIN_SETTINGS.schedule>;

/** An optimizer and its options; the defaults are those of Keras. */
export interface OptimizerSettings extends OptimizerValue {}

/** A learning rate schedule, applied per batch; numbers of epochs need not be whole. */
export interface ScheduleSettings extends ScheduleValue {}

/**
 * Training settings; all have defaults.
 *
 * @example
 * const train: TrainSettings = { epochs: 60, classWeight: 'balanced', optimizer: { name: 'sgd', momentum: 0.9 } };
 */
export interface TrainSettings extends GivenTrainSettings {}

/** Schema of the training settings. */
export const trainSettingsSchema = settingsSchema(TRAIN_SETTINGS);

/** Validated training settings; optimizer and schedule are objects. */
export type ParsedTrainSettings = ParsedSettings<typeof TRAIN_SETTINGS>;
