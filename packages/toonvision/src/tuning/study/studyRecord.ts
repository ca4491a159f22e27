// What a study is and what its trials came to, as they are stored.
import { z } from 'zod';
import { storedSettings, trainSettingsSchema } from '../../config/index.ts';
import type { Hyperparameter } from '../space/index.ts';
import { STUDY_SETTINGS } from './studySettings.ts';

const count = z.int().min(0);
const value = z.union([z.number(), z.string(), z.boolean()]);
export const valuesSchema = z.record(z.string(), value);

const condition = z.object({ name: z.string(), values: z.array(value) });
const named = { name: z.string(), when: z.array(condition) };
const range = { min: z.number(), max: z.number(), sampling: z.enum(['linear', 'log']) };
const hyperparameterSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('int'), ...named, ...range, step: z.number() }),
  z.object({ kind: z.literal('float'), ...named, ...range, step: z.number().nullable() }),
  z.object({ kind: z.literal('choice'), ...named, values: z.array(value) }),
  z.object({ kind: z.literal('boolean'), ...named }),
  z.object({ kind: z.literal('fixed'), ...named, value }),
]) satisfies z.ZodType<Hyperparameter>;

/** All that decides which trials a study has and what comes of them. */
export const studySettingsSchema = z.object({
  ...storedSettings(STUDY_SETTINGS),
  target: z.string(),
  /** Of the training, where the space says nothing. */
  train: trainSettingsSchema,
});
/** The settings of a study, as they were resolved. */
export type StudySettings = z.output<typeof studySettingsSchema>;

/** Reads what a study is. */
export const studyRecordSchema = z.object({
  format: z.literal(1),
  name: z.string(),
  createdAt: z.string(),
  command: z.string().optional(),
  settings: studySettingsSchema,
  hyperparameters: z.array(hyperparameterSchema),
  classes: z.array(z.string()),
  /** Of the data that all trials train on. */
  data: z.object({ samples: z.string(), split: z.string(), pixels: z.string() }),
});
/** What a study is: settings, space, objectives. */
export type StudyRecord = z.output<typeof studyRecordSchema>;

const executionSchema = z.object({
  run: z.string(),
  seed: count,
  epochs: count,
  bestEpoch: count,
  /** It ended at its limit with its best epoch among the last tenth: more epochs would have helped. */
  cutShort: z.boolean(),
  /** Of training. */
  seconds: z.number(),
  /** Of evaluating on validation. */
  evaluationSeconds: z.number().default(0),
  weightsSha256: z.string(),
  metrics: z.record(z.string(), z.number()),
  /** Of the validation loss over its samples. */
  lossStandardError: z.number(),
});
export type Execution = z.output<typeof executionSchema>;

/** Reads the result of a trial. */
export const trialResultSchema = z.object({
  /** In the order of the study's objectives, as they are: maximized ones are not negated. */
  objectives: z.array(z.number()),
  parameters: count,
  multiplyAdds: count,
  executions: z.array(executionSchema),
});
/** What came of a trial, the mean or another aggregate over its executions. */
export type TrialResult = z.output<typeof trialResultSchema>;

/** Reads what a sampler has asked for. */
export const suggestionSchema = z.object({
  values: valuesSchema,
  epochs: z.int().optional(),
  fromTrial: count.optional(),
  bracket: z.int().optional(),
  rung: z.int().optional(),
});

/** The state of a trial. */
export type TrialState = 'running' | 'finished' | 'failed';

/** A point of the space that was asked for, and what came of it. */
export interface Trial {
  number: number;
  state: TrialState;
  suggestion: z.output<typeof suggestionSchema>;
  result: TrialResult | undefined;
  error: string | undefined;
  /** How often it failed; what was killed or interrupted does not count. */
  attempts: number;
  startedAt: string;
  endedAt: string | undefined;
  /** Which of the workers, from 0. */
  worker: number;
}
