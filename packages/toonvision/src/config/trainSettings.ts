// The settings of training as a user may give them, in the configuration, on the command line or in a program.
import { type GivenSettings, type NamedValue, type ParsedSettings, TRAIN_SETTINGS } from '../settings/index.ts';
import { settingsSchema } from './settingsSchema.ts';

type GivenTrainSettings = GivenSettings<typeof TRAIN_SETTINGS>;
type OptimizerValue = NamedValue<typeof TRAIN_SETTINGS.optimizer>;
type ScheduleValue = NamedValue<typeof TRAIN_SETTINGS.schedule>;

/** An optimizer with its options; those that are not given have Keras' defaults. */
export interface OptimizerSettings extends OptimizerValue {}

/** How the learning rate changes from batch to batch; epochs are counted in batches and need not be whole. */
export interface ScheduleSettings extends ScheduleValue {}

/**
 * Settings of training; every one has a default.
 *
 * @example
 * const train: TrainSettings = { epochs: 60, classWeight: 'balanced', optimizer: { name: 'sgd', momentum: 0.9 } };
 */
export interface TrainSettings extends GivenTrainSettings {}

/** Reads the settings of training. */
export const trainSettingsSchema = settingsSchema(TRAIN_SETTINGS);

/** Checked settings; optimizer and schedule are objects. */
export type ParsedTrainSettings = ParsedSettings<typeof TRAIN_SETTINGS>;
