// Evaluates a run on the validation or the sealed test split, and writes down what it predicted.
import { join } from 'node:path';
import type { Sequential } from '@toonvision/nn';
import type { Project } from '../config/index.ts';
import type { Sample } from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import {
  type AssessOptions,
  assessWithCurves,
  type DoubtedPrediction,
  evaluationTables,
  majorityBaseline,
  type Prediction,
  type Provenance,
  predictedLabels,
} from '../evaluation/index.ts';
import { writeJson, writeWhole } from '../files/index.ts';
import { dataChanges, weightChanges } from './changesSince.ts';
import { writeEvaluationEvents } from './evaluationEvents.ts';
import { type EvaluatedSplit, type Evaluation, evaluationFiles } from './evaluationRecord.ts';
import { loadRunModel } from './loadRunModel.ts';
import type { Run } from './runFolder.ts';
import type { RunConfig } from './runRecord.ts';
import { sha256 } from './sha256.ts';
import { logTestOpening } from './testOpenings.ts';
import { openTrainingData, sideData, type TrainingData } from './trainingData.ts';

/** Options of `evaluateRun`. */
export interface EvaluateOptions extends Pick<AssessOptions, 'resampleBy' | 'resamples' | 'seed' | 'bins' | 'listed'> {
  project: Project;
  run: Run;
  /** `test` opens the sealed split and logs it; `val` may be looked at as often as one likes. Default `test`. */
  split?: EvaluatedSplit;
  /** Why the test split is opened, for the log. Default `evaluate`. */
  reason?: string;
  /** Go on although the data or the weights are not those of the run; the result is marked. Default false. */
  force?: boolean;
  threads?: number;
  /** The data of the run, from `openTrainingData`, where it is open already. */
  data?: TrainingData;
  /** Draw the confusion matrix and wrong samples for TensorBoard, which takes longer than the evaluation. Default true. */
  eventPictures?: boolean;
  /** Called while the pixel cache is built: samples done, samples of all. */
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/**
 * Predicts every sample of a split with the run's best weights and assesses the predictions. Writes into the run's folder
 * `predictions.jsonl` (`predictions-val.jsonl` for val), tables below `evaluation-test/` and, last, `evaluation-test.json`;
 * `readEvaluation` reads them back. A look at the test split is logged in `dataset/test-openings.jsonl` before it is taken.
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
): Promise<{ evaluation: Evaluation; predictions: DoubtedPrediction[] }> {
  const { project, run, split = 'test', reason = 'evaluate', force = false, onProgress, signal } = options;
  const { config } = run.record;
  const model = await loadRunModel(run, { force });
  checkModel(model, run, config);
  const weights = await weightChanges(run);
  const { target, input, fold, trainOn } = config;
  const data = options.data ?? (await openTrainingData({ project, target, input, fold, trainOn, onProgress, signal }));
  const dataChanged = dataChanges(run.record, data);
  if (dataChanged.length > 0 && !force) {
    throw new UserError(`the data has changed since the run:\n${dataChanged.map((line) => `  - ${line}`).join('\n')}`, {
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
  const predictions = predictedLabels(probabilities, classes.length).flatMap((row, index): Prediction[] => {
    const sample = samples[index];
    if (sample === undefined) return [];
    return [
      {
        id: sample.id,
        file: sample.crop,
        true: classes[labels[index] ?? 0] ?? '',
        predicted: classes[row.label] ?? '',
        probabilities: row.probabilities,
        provenance: provenanceOf(sample),
      },
    ];
  });
  const order = Object.fromEntries(Object.values(project.targets).map((target) => [target.name, target.classes]));
  const { assessment, ...details } = assessWithCurves(predictions, {
    ...options,
    classes,
    target: config.target,
    order,
  });
  const lines = predictions.map((prediction) => `${JSON.stringify(prediction)}\n`).join('');
  const evaluation: Evaluation = {
    format: 2,
    run: run.name,
    runStatus: run.record.status,
    split,
    date: new Date().toISOString(),
    target: config.target,
    classNames,
    majority: majorityBaseline(labels, { classes, trainLabels: data.sides.train.labels }),
    testOpenings,
    changed: [...weights.changed, ...dataChanged],
    warnings: data.warnings,
    weightsSha256: weights.weightsSha256,
    predictionsSha256: sha256(lines),
    ...assessment,
  };

  const files = evaluationFiles(split);
  const tables = evaluationTables(assessment, details.predictions, details.curves);
  // The evaluation comes last: whoever finds it finds the rest, too.
  await writeWhole(join(run.directory, files.predictions), lines);
  for (const [name, text] of Object.entries(tables)) await writeWhole(join(run.directory, files.tables, name), text);
  await writeJson(join(run.directory, files.evaluation), evaluation);
  await writeEvaluationEvents(project, run, evaluation, { pictures: options.eventPictures });
  return { evaluation, predictions: details.predictions };
}

function provenanceOf({ screenshot, object, label, parts, street, burst, box, flags }: Sample): Provenance {
  const set = Object.entries(flags).flatMap(([name, isSet]) => (isSet ? [name] : []));
  return { screenshot, object, label, parts, street, burst, box, flags: set };
}

/** A model.json or run.json that was edited may be a good model of something else. */
function checkModel(model: Sequential, { directory }: Run, { classes, input }: RunConfig): void {
  const expected = [input.height, input.width, input.channels].join('x');
  const [outputs] = model.outputShape;
  if (model.inputShape.join('x') === expected && outputs === classes.length) return;
  throw new UserError(
    `model.json takes ${model.inputShape.join('x')} and has ${outputs} outputs; run.json says ${expected} and ${classes.length} classes`,
    { where: directory, remedy: 'One of them was edited: restore it or train again.' },
  );
}
