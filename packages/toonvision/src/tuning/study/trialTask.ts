// The task of a trial as plain data, for a thread or a worker on another machine.
import { layersFromJson, layersToJson } from '@toonvision/nn';
import { z } from 'zod';
import { trainSettingsSchema } from '../../config/index.ts';
import { UserError } from '../../errors/index.ts';
import { type ImageSize, type ModelBuilder, modelBuilder } from '../../models/index.ts';
import { describeValues, modelOfPoint, type SpaceFunction } from '../space/index.ts';
import { type StudySettings, type Trial, valuesSchema } from './studyRecord.ts';

const count = z.int().min(0);

/** Schema of a task. */
export const trialTaskSchema = z.object({
  number: count,
  /** Study name and point, stored in run.json. */
  study: z.string().default(''),
  values: valuesSchema.default({}),
  /** Name of the architecture in run.json. */
  modelName: z.string(),
  /** Layers of the model, from `layersToJson`. Plain data: workers never run user code. */
  layers: z.array(z.record(z.string(), z.unknown())),
  train: trainSettingsSchema,
  /** Input size set by the point; null for the project's input size. */
  input: z
    .object({ height: z.int().min(1), width: z.int().min(1) })
    .nullable()
    .default(null),
  /** Whether to measure the inference time per image. */
  measureInference: z.boolean().default(false),
  target: z.string(),
  fold: z.string().nullable(),
  /** Seed of the first execution; the others use consecutive seeds. */
  seed: count,
  executions: z.int().min(1),
  epochs: z.int().min(1),
  /** Number of the trial of the lower rung that it continues. */
  from: count.nullable().default(null),
});
/** The task of a trial as plain data. */
export type TrialTask = z.output<typeof trialTaskSchema>;

/**
 * Creates the task of a trial.
 *
 * @throws UserError (exit code 2) if the builder returns no model or invalid training settings
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
  const { builder, train, input: ownInput } = modelOfPoint(build, values, input, classes, settings.space);
  const parsed = trainSettingsSchema.safeParse(JSON.parse(JSON.stringify({ ...settings.train, ...train })));
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0] ?? { path: [], message: 'invalid settings' };
    throw new UserError(`train.${path.join('.')} for ${describeValues(values)}: ${message}`, {
      where: settings.space,
      remedy: 'Correct what the builder returns as `train`.',
      exitCode: 2,
    });
  }
  return {
    ...{ number, study, values },
    modelName: `${settings.space.replace(/^.*[\\/]/, '')} trial ${number}`,
    layers: layersToJson(builder(ownInput, classes)),
    train: parsed.data,
    input:
      ownInput.height === input.height && ownInput.width === input.width
        ? null
        : { height: ownInput.height, width: ownInput.width },
    measureInference: settings.objectives.includes('inferenceMs'),
    target: settings.target,
    fold: settings.fold,
    seed: settings.train.seed ?? 0,
    executions: settings.executionsPerTrial,
    epochs: epochs ?? settings.epochs,
    from: fromTrial ?? null,
  };
}

/** Creates the model builder of a task. */
export function createTaskModel({ layers, modelName }: Pick<TrialTask, 'layers' | 'modelName'>): ModelBuilder {
  return modelBuilder(() => layersFromJson(layers), modelName);
}

/** Name of the run of one execution. */
export function executionName(
  { number, executions }: Pick<TrialTask, 'number' | 'executions'>,
  execution: number,
): string {
  return `trial-${String(number).padStart(4, '0')}${executions > 1 ? `-${execution + 1}` : ''}`;
}
