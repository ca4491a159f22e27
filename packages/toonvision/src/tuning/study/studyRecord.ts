// Schemas and types of stored studies and trials.
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

/** Schema of all settings that determine the trials of a study and their results. */
export const studySettingsSchema = z.object({
  ...storedSettings(STUDY_SETTINGS),
  target: z.string(),
  /** Training settings; the space overrides them. */
  train: trainSettingsSchema,
});
/** Resolved settings of a study. */
export type StudySettings = z.output<typeof studySettingsSchema>;

/** Schema of a study's record. */
export const studyRecordSchema = z.object({
  format: z.literal(1),
  name: z.string(),
  createdAt: z.string(),
  command: z.string().optional(),
  settings: studySettingsSchema,
  hyperparameters: z.array(hyperparameterSchema),
  classes: z.array(z.string()),
  /** Fingerprints of the data that all trials train on. */
  data: z.object({ samples: z.string(), split: z.string(), pixels: z.string() }),
});
/** Record of a study: settings, space, objectives. */
export type StudyRecord = z.output<typeof studyRecordSchema>;

const executionSchema = z.object({
  run: z.string(),
  seed: count,
  epochs: count,
  bestEpoch: count,
  /** Whether it hit the epoch limit with its best epoch in the last 10%: more epochs would probably help. */
  cutShort: z.boolean(),
  /** Training time. */
  seconds: z.number(),
  /** Evaluation time on the validation split. */
  evaluationSeconds: z.number().default(0),
  weightsSha256: z.string(),
  metrics: z.record(z.string(), z.number()),
  /** Standard error of the validation loss over its samples. */
  lossStandardError: z.number(),
});
export type Execution = z.output<typeof executionSchema>;

/** Schema of the result of a trial. */
export const trialResultSchema = z.object({
  /** Values in the order of the study's objectives; maximized ones are not negated. */
  objectives: z.array(z.number()),
  parameters: count,
  multiplyAdds: count,
  executions: z.array(executionSchema),
});
/** Result of a trial, aggregated over its executions. */
export type TrialResult = z.output<typeof trialResultSchema>;

/** Schema of a sampler's suggestion. */
export const suggestionSchema = z.object({
  values: valuesSchema,
  epochs: z.int().optional(),
  fromTrial: count.optional(),
  bracket: z.int().optional(),
  rung: z.int().optional(),
});

/** The state of a trial. */
export type TrialState = 'running' | 'finished' | 'failed';

/** A trial: a suggested point and its result. */
export interface Trial {
  number: number;
  state: TrialState;
  suggestion: z.output<typeof suggestionSchema>;
  result: TrialResult | undefined;
  error: string | undefined;
  /** Number of failed attempts; interruptions do not count. */
  attempts: number;
  startedAt: string;
  endedAt: string | undefined;
  /** Index of the worker. */
  worker: number;
}
