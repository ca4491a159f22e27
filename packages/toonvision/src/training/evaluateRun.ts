// Evaluates a run on the validation or the sealed test split, and writes down what it predicted.
import { join } from 'node:path';
import type { Project } from '../config/index.ts';
import type { ClassWarning } from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import {
  type ClassificationReport,
  classificationReport,
  confusionMatrix,
  type Interval,
  type MajorityBaseline,
  majorityBaseline,
  type Prediction,
  predictedLabels,
  wilsonInterval,
} from '../evaluation/index.ts';
import { writeJson, writeWhole } from '../files/index.ts';
import { loadRunModel } from './loadRunModel.ts';
import type { Run } from './runFolder.ts';
import type { RunRecord } from './runRecord.ts';
import { logTestOpening } from './testOpenings.ts';
import { openTrainingData, sideData, type TrainingData } from './trainingData.ts';

export interface EvaluateOptions {
  project: Project;
  run: Run;
  /** `test` opens the sealed split and logs it; `val` may be looked at as often as one likes. Default `test`. */
  split?: 'test' | 'val';
  /** Why the test split is opened, for the log. Default `evaluate`. */
  reason?: string;
  /** Go on although the data or the weights are not those of the run; the result is marked. Default false. */
  force?: boolean;
  threads?: number | undefined;
  /** Called while the pixel cache is built: samples done, samples of all. */
  onProgress?: ((done: number, total: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

export interface Evaluation {
  run: string;
  split: 'test' | 'val';
  date: string;
  classes: string[];
  classNames: Record<string, string>;
  samples: number;
  wrong: number;
  /** Mean cross-entropy; probabilities below 1e-7 count as 1e-7. */
  loss: number;
  accuracy: number;
  /** Wilson's 95 % interval of the accuracy. */
  accuracyInterval: Interval;
  /** Always guessing the most frequent class of the training split. */
  majority: MajorityBaseline;
  /** Rows true, columns predicted, in class order. */
  confusion: number[][];
  report: ClassificationReport;
  /** How often the test split of the project was opened, with this time; undefined for val. */
  testOpenings: number | undefined;
  /** What differs from the data the run was trained on; not empty only with `force`. */
  changed: string[];
  warnings: ClassWarning[];
}

/**
 * Predicts every sample of a split with the run's best weights. Writes `predictions.jsonl` and `evaluation-test.json`
 * (`predictions-val.jsonl` and `evaluation-val.json` for val) into the run's folder. A look at the test split is logged
 * in `dataset/test-openings.jsonl` before it is taken.
 *
 * @throws UserError when the data has changed since the run (saying what) or a file of the run is missing or edited,
 *   unless `force`
 *
 * @example
 * const { evaluation } = await evaluateRun({ project, run: await readRun(project, 'suit-baseline-1') });
 * evaluation.accuracy; // 0.898
 */
export async function evaluateRun(
  options: EvaluateOptions,
): Promise<{ evaluation: Evaluation; predictions: Prediction[] }> {
  const { project, run, split = 'test', reason = 'evaluate', force = false, onProgress, signal } = options;
  const { config } = run.record;
  const model = await loadRunModel(run, { force });
  const data = await openTrainingData({ project, target: config.target, input: config.input, onProgress, signal });
  const changed = changesSince(run.record, data);
  if (changed.length > 0 && !force) {
    throw new UserError(`the data has changed since the run:\n${changed.map((line) => `  - ${line}`).join('\n')}`, {
      where: run.name,
      remedy: 'Restore the data or train again; --force goes on and marks the result.',
    });
  }
  const { images } = sideData(data, split);
  const testOpenings = split === 'test' ? await logTestOpening(project, { run: run.name, reason }) : undefined;
  const { probabilities } = await model.predict(
    images,
    options.threads === undefined ? {} : { threads: options.threads },
  );

  const { classes, classNames } = config;
  const { samples, labels } = data.sides[split];
  const predicted = predictedLabels(probabilities, classes.length);
  const predictions = predicted.map(({ label, probabilities: row }, index): Prediction => {
    const sample = samples[index];
    return {
      id: sample?.id ?? '',
      file: sample?.crop ?? '',
      true: classes[labels[index] ?? 0] ?? '',
      predicted: classes[label] ?? '',
      probabilities: row,
    };
  });
  const confusion = confusionMatrix(
    labels,
    predicted.map(({ label }) => label),
    { classes },
  );
  const right = confusion.reduce((sum, row, label) => sum + (row[label] ?? 0), 0);
  const losses = predicted.map(
    ({ probabilities: row }, index) => -Math.log(Math.max(row[labels[index] ?? 0] ?? 0, 1e-7)),
  );
  const evaluation: Evaluation = {
    run: run.name,
    split,
    date: new Date().toISOString(),
    classes,
    classNames,
    samples: labels.length,
    wrong: labels.length - right,
    loss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length,
    accuracy: right / labels.length,
    accuracyInterval: wilsonInterval(right, labels.length),
    majority: majorityBaseline(labels, { classes, trainLabels: data.sides.train.labels }),
    confusion,
    report: classificationReport(confusion, { classes }),
    testOpenings,
    changed,
    warnings: data.warnings,
  };
  const predictionsFile = split === 'test' ? 'predictions.jsonl' : 'predictions-val.jsonl';
  await writeWhole(
    join(run.directory, predictionsFile),
    predictions.map((prediction) => `${JSON.stringify(prediction)}\n`).join(''),
  );
  await writeJson(join(run.directory, `evaluation-${split}.json`), evaluation);
  return { evaluation, predictions };
}

/** What the data of a run was and is no longer, in words. */
function changesSince({ config, data: before }: RunRecord, { record: now, target }: TrainingData): string[] {
  const changed: string[] = [];
  if (config.classes.join('\n') !== target.classes.join('\n')) {
    // Class numbers would mean other classes: nothing that follows would be true, so this cannot be forced.
    throw new UserError(
      `the run tells apart ${config.classes.join(', ')}, the configuration now ${target.classes.join(', ')}`,
      { where: `target ${target.name}`, remedy: 'Restore the classes and their order, or train again.' },
    );
  }
  if (before.fingerprints.samples !== now.fingerprints.samples) {
    const total = (data: typeof before) => data.train + data.val + data.test;
    changed.push(
      total(before) === total(now)
        ? `dataset/samples.json: other boxes or labels than then (${total(now)} samples of the target, as before)`
        : `dataset/samples.json: ${total(before)} samples of the target then, ${total(now)} now`,
    );
  }
  if (before.fingerprints.split !== now.fingerprints.split) {
    const sides = (data: typeof before) => `${data.train}/${data.val}/${data.test}`;
    changed.push(`dataset/split.json: other samples on the sides (${sides(before)} then, ${sides(now)} now)`);
  }
  if (changed.length === 0 && before.fingerprints.pixels !== now.fingerprints.pixels) {
    changed.push('screenshots: the pixels of some sample are not those of then');
  }
  return changed;
}
