// Evaluates a run on the validation or the sealed test split and stores its predictions.
import { join } from 'node:path';
import type { Sequential } from '@toonvision/nn';
import type { Project } from '../config/index.ts';
import type { Sample } from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import {
  type AssessOptions,
  assessWithCurves,
  evaluationTables,
  majorityBaseline,
  type Prediction,
  type Provenance,
  predictedLabels,
  type ScoredPrediction,
} from '../evaluation/index.ts';
import { writeFileAtomic, writeJson } from '../files/index.ts';
import { dataChanges, weightChanges } from './changesSince.ts';
import { writeEvaluationEvents } from './evaluationEvents.ts';
import { type EvaluatedSplit, type Evaluation, evaluationFiles } from './evaluationRecord.ts';
import { loadRunModel } from './loadRunModel.ts';
import type { Run } from './runFolder.ts';
import type { RunConfig } from './runRecord.ts';
import { sha256 } from './sha256.ts';
import { logTestOpening } from './testOpenings.ts';
import { openTrainingData, splitData, type TrainingData } from './trainingData.ts';

/** Options of `evaluateRun`. */
export interface EvaluateOptions extends Pick<AssessOptions, 'resampleBy' | 'resamples' | 'seed' | 'bins' | 'listed'> {
  project: Project;
  run: Run;
  /** `test` opens the sealed split, which is logged; `val` can be evaluated at any time. Default `test`. */
  split?: EvaluatedSplit;
  /** Reason for opening the test split, for the log. Default `evaluate`. */
  reason?: string;
  /** Whether to evaluate despite changed data or weights; the result is marked. Default false. */
  force?: boolean;
  threads?: number;
  /** Data of the run from `openTrainingData`, if it is open already. */
  data?: TrainingData;
  /**
   * Whether to draw confusion matrix and wrong samples for TensorBoard, which takes longer than evaluating. Default
   * true.
   */
  eventImages?: boolean;
  /** Called while the pixel cache is built, with the number of finished samples and of all samples. */
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/**
 * Predicts every sample of a split with the best weights of a run and assesses the predictions. Writes to the folder of
 * the run `predictions.jsonl` (`predictions-val.jsonl` for val), tables in `evaluation-test/` and finally
 * `evaluation-test.json`, which `readEvaluation` reads. Opening the test split is logged in
 * `dataset/test-openings.jsonl` first.
 *
 * @throws UserError if the data has changed since training or a file of the run is missing or edited, unless `force` is
 *   set
 *
 * @example
 * const { evaluation } = await evaluateRun({ project, run: await readRun(project, 'suit-baseline-1') });
 * evaluation.accuracy; // 0.898
 */
export async function evaluateRun(
  options: EvaluateOptions,
): Promise<{ evaluation: Evaluation; predictions: ScoredPrediction[] }> {
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
      remedy: 'Restore the data or train again; --force evaluates anyway and marks the result.',
    });
  }
  const { images } = splitData(data, split);
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
  // The evaluation is written last, so that all other files exist when it does.
  await writeFileAtomic(join(run.directory, files.predictions), lines);
  for (const [name, text] of Object.entries(tables))
    await writeFileAtomic(join(run.directory, files.tables, name), text);
  await writeJson(join(run.directory, files.evaluation), evaluation);
  await writeEvaluationEvents(project, run, evaluation, { images: options.eventImages });
  return { evaluation, predictions: details.predictions };
}

function provenanceOf({ screenshot, object, label, parts, street, burst, box, flags }: Sample): Provenance {
  const set = Object.entries(flags).flatMap(([name, isSet]) => (isSet ? [name] : []));
  return { screenshot, object, label, parts, street, burst, box, flags: set };
}

/** Detects an edited model.json or run.json, which may be a valid model of something else. */
function checkModel(model: Sequential, { directory }: Run, { classes, input }: RunConfig): void {
  const expected = [input.height, input.width, input.channels].join('x');
  const [outputs] = model.outputShape;
  if (model.inputShape.join('x') === expected && outputs === classes.length) return;
  throw new UserError(
    `model.json has input ${model.inputShape.join('x')} and ${outputs} outputs, run.json has input ${expected} and ${classes.length} classes`,
    { where: directory, remedy: 'One of the files was edited; restore it or train again.' },
  );
}
