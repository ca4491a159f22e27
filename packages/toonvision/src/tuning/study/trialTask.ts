// All that training one trial takes, as plain data: it goes to a thread, or to a worker on another machine.
import { layersFromJson, layersToJson } from '@toonvision/nn';
import { z } from 'zod';
import { trainSettingsSchema } from '../../config/index.ts';
import { UserError } from '../../errors/index.ts';
import { type ImageSize, type ModelBuilder, modelBuilder } from '../../models/index.ts';
import { describeValues, modelOfPoint, type SpaceFunction } from '../space/index.ts';
import { type StudySettings, type Trial, valuesSchema } from './studyRecord.ts';

const count = z.int().min(0);

/** Reads a task. */
export const trialTaskSchema = z.object({
  number: count,
  /** Of the study, and the trial's point, for the record of the run. */
  study: z.string().default(''),
  values: valuesSchema.default({}),
  /** What the architecture is called in the record of the run. */
  modelName: z.string(),
  /** Of the model, as `layersToJson` gives them. No code travels: a worker runs nothing of the user's. */
  layers: z.array(z.record(z.string(), z.unknown())),
  train: trainSettingsSchema,
  /** Of its pictures, where the point says so; null for the project's own. */
  input: z
    .object({ height: z.int().min(1), width: z.int().min(1) })
    .nullable()
    .default(null),
  /** Measure how long one picture takes: the study asks for it. */
  measureInference: z.boolean().default(false),
  target: z.string(),
  fold: z.string().nullable(),
  /** Of the first execution; the others follow it. */
  seed: count,
  executions: z.int().min(1),
  epochs: z.int().min(1),
  /** The trial of the rung below whose training it carries on. */
  from: count.nullable().default(null),
});
/** All that training a trial needs, as plain data. */
export type TrialTask = z.output<typeof trialTaskSchema>;

/**
 * The task of a trial.
 *
 * @throws UserError (exit code 2) where the builder gives no model or training settings that are none
 */
export function trialTask(
  build: SpaceFunction,
  study: string,
  settings: StudySettings,
  { number, suggestion }: Pick<Trial, 'number' | 'suggestion'>,
  input: ImageSize,
  classes: number,
): TrialTask {
  const { values, epochs, fromTrial } = suggestion;
  const { builder, train, input: own } = modelOfPoint(build, values, input, classes, settings.space);
  const parsed = trainSettingsSchema.safeParse(JSON.parse(JSON.stringify({ ...settings.train, ...train })));
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0] ?? { path: [], message: 'no settings' };
    throw new UserError(`train.${path.join('.')} for ${describeValues(values)}: ${message}`, {
      where: settings.space,
      remedy: 'Correct what the builder returns as `train`.',
      exitCode: 2,
    });
  }
  return {
    ...{ number, study, values },
    modelName: `${settings.space.replace(/^.*[\\/]/, '')} trial ${number}`,
    layers: layersToJson(builder(own, classes)),
    train: parsed.data,
    input: own.height === input.height && own.width === input.width ? null : { height: own.height, width: own.width },
    measureInference: settings.objectives.includes('inferenceMs'),
    target: settings.target,
    fold: settings.fold,
    seed: settings.train.seed ?? 0,
    executions: settings.executionsPerTrial,
    epochs: epochs ?? settings.epochs,
    from: fromTrial ?? null,
  };
}

/** The architecture of a task, with the seed it is asked for. */
export function taskModel({ layers, modelName }: Pick<TrialTask, 'layers' | 'modelName'>): ModelBuilder {
  return modelBuilder(() => layersFromJson(layers), modelName);
}

/** The name of the run of one execution. */
export function executionName(
  { number, executions }: Pick<TrialTask, 'number' | 'executions'>,
  execution: number,
): string {
  return `trial-${String(number).padStart(4, '0')}${executions > 1 ? `-${execution + 1}` : ''}`;
}
