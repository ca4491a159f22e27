// A trial's architecture as a model file of the user's own.
import { augmentationSchema, type Project, type TrainSettings } from '../../config/index.ts';
import { UserError } from '../../errors/index.ts';
import type { ImageSize } from '../../models/index.ts';
import type { Augmentation } from '../../settings/index.ts';
import { findSpace, modelOfPoint, narrowBuilder } from '../space/index.ts';
import { readStudy } from './studyFolder.ts';

/**
 * The text of a TypeScript file that `train --model` takes: the layers of the trial, for any number of classes.
 *
 * @throws UserError (exit code 2) where there is no such study or trial
 */
export async function trialModelFile(
  project: Project,
  study: string,
  number: number,
): Promise<{
  text: string;
  learningRate: number | undefined;
  /** Put in front of the layers by the study; not in the file. */
  augmentation: Augmentation;
  train: TrainSettings;
  input: ImageSize;
}> {
  const { record, trials } = await readStudy(project, study);
  const trial = trials[number];
  if (trial === undefined)
    throw new UserError(`the study ${study} has no trial ${number}`, {
      remedy: `It has trials 0 to ${trials.length - 1}.`,
      exitCode: 2,
    });
  const { space, target } = record.settings;
  const build = narrowBuilder((await findSpace(space)).build, record.settings.narrowing);
  const { height, width } = project.input;
  const input = { height, width, channels: 3 };
  const {
    builder,
    train,
    input: own,
  } = modelOfPoint(build, trial.suggestion.values, input, record.classes.length, space);
  const { layers } = builder(own, record.classes.length).chain;
  // The softmax of the last dense layer may be a layer of its own.
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
    ...{ train, input: own },
  };
}
