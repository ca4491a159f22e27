// Exports the architecture of a trial as a model file.
import { augmentationSchema, type Project, type TrainSettings } from '../../config/index.ts';
import { UserError } from '../../errors/index.ts';
import type { ImageSize } from '../../models/index.ts';
import type { Augmentation } from '../../settings/index.ts';
import { findSpace, modelOfPoint, narrowBuilder } from '../space/index.ts';
import { readStudy } from './studyFolder.ts';

/**
 * Generates a TypeScript file for `train --model` with the layers of a trial, for any number of classes.
 *
 * @throws UserError (exit code 2) if the study or trial is not found
 */
export async function trialModelFile(
  project: Project,
  study: string,
  number: number,
): Promise<{
  text: string;
  learningRate: number | undefined;
  /** Prepended to the layers by the study; not part of the file. */
  augmentation: Augmentation;
  train: TrainSettings;
  input: ImageSize;
}> {
  const { record, trials } = await readStudy(project, study);
  const trial = trials[number];
  if (trial === undefined)
    throw new UserError(`trial ${number} not found in study ${study}`, {
      remedy: `Expected a trial from 0 to ${trials.length - 1}.`,
      exitCode: 2,
    });
  const { space, target } = record.settings;
  const build = narrowBuilder((await findSpace(space)).build, record.settings.narrowing);
  const { height, width } = project.input;
  const input = { height, width, channels: 3 };
  const {
    builder,
    train,
    input: ownInput,
  } = modelOfPoint(build, trial.suggestion.values, input, record.classes.length, space);
  const { layers } = builder(ownInput, record.classes.length).chain;
  // The softmax may be a separate layer after the last dense layer.
  const last = layers.findLastIndex(({ spec }) => spec.kind === 'dense');
  const lines = layers.map(({ spec, name }, index) => {
    const text = JSON.stringify({ ...spec, name });
    return `  ${index === last ? text.replace(/"units":\d+/, '"units":classes') : text},`;
  });
  return {
    text: `// Trial ${number} of the study ${study} (${target}): ${Object.entries(trial.suggestion.values)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')}.
export default (_input, classes) => [
${lines.join('\n')}
];
`,
    learningRate: train.learningRate,
    augmentation: augmentationSchema.parse(train.augmentation ?? record.settings.train.augmentation ?? {}),
    ...{ train, input: ownInput },
  };
}
