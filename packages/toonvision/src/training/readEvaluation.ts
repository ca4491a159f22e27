// Reads the stored evaluation of a run, for reports, charts and comparisons.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors/index.ts';
import {
  assess,
  type ClassCurves,
  confusionMatrix,
  deriveScores,
  measureUncertainty,
  oneVsRestCurves,
  type Prediction,
  predictionSchema,
  type ScoredPrediction,
} from '../evaluation/index.ts';
import { explainFileError, readJson } from '../files/index.ts';
import {
  type EvaluatedSplit,
  type Evaluation,
  evaluationFiles,
  evaluationSchema,
  firstEvaluationSchema,
} from './evaluationRecord.ts';
import type { Run } from './runFolder.ts';
import { sha256 } from './sha256.ts';

/** A stored evaluation of a run. */
export interface StoredEvaluation {
  evaluation: Evaluation;
  /** Every sample of the split with the uncertainty of its prediction, in file order; computed on first use. */
  readonly predictions: ScoredPrediction[];
  /** ROC and precision-recall curves, one class against the rest, in class order; computed on first use. */
  readonly curves: ClassCurves[];
  /** Reasons why the evaluation is outdated; empty if it is current. */
  outdated: string[];
}

/**
 * Reads the evaluation of a run on a split and checks that metrics and predictions belong together. Files of the first
 * version are converted; they have no provenance.
 *
 * @throws UserError if the run has not been evaluated on the split yet, or a file is missing, damaged or edited
 *
 * @example
 * const { evaluation, predictions, curves } = await readEvaluation(await readRun(project, 'suit-baseline-1'), 'test');
 * evaluation.wrong; // 18
 */
export async function readEvaluation(run: Run, split: EvaluatedSplit): Promise<StoredEvaluation> {
  const files = evaluationFiles(split);
  const again = `\`toonvision evaluate ${run.name}${split === 'test' ? '' : ` --split ${split}`}\``;
  const remedy = `Run ${again} to write the files again.`;
  const path = join(run.directory, files.evaluation);
  const found = await readJson(path, z.union([z.object({ format: z.number() }).loose(), firstEvaluationSchema]), {
    remedy,
    missing: { what: `the run ${run.name} has not been evaluated on ${split} yet`, remedy: `Run ${again} first.` },
  });
  const predictionsPath = join(run.directory, files.predictions);
  const { predictions, sha } = await readPredictions(predictionsPath, remedy);
  let evaluation: Evaluation;
  try {
    evaluation =
      'format' in found
        ? withDerivedScores(await readJson(path, evaluationSchema, { remedy }))
        : fromFirst(firstEvaluationSchema.parse(found), predictions, run);
    const expected = evaluation.predictionsSha256;
    const { classes } = evaluation;
    const labels = (field: 'true' | 'predicted') => predictions.map((prediction) => classes.indexOf(prediction[field]));
    const confusion = confusionMatrix(labels('true'), labels('predicted'), { classes });
    if ((expected !== null && expected !== sha) || String(confusion) !== String(evaluation.confusion)) {
      throw new UserError(`the predictions do not belong to ${files.evaluation}`, {
        where: predictionsPath,
        remedy,
      });
    }
    if (predictions.some(({ probabilities }) => probabilities.length !== classes.length)) {
      throw new RangeError(`expected one probability for each of ${classes.length} classes`);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(error.message, { where: predictionsPath, remedy, cause: error });
  }
  const { classes, weightsSha256 } = evaluation;
  const weights = run.record.result?.weightsSha256;
  const outdated =
    weightsSha256 !== null && weights !== undefined && weights !== weightsSha256 && evaluation.changed.length === 0
      ? [`the weights have changed since the evaluation (${evaluation.date}); run ${again} again`]
      : [];
  // Most callers need the evaluation alone.
  let scored: ScoredPrediction[] | undefined;
  let curves: ClassCurves[] | undefined;
  return {
    evaluation,
    outdated,
    get predictions() {
      scored ??= predictions.map((prediction) => measureUncertainty(prediction, classes));
      return scored;
    },
    get curves() {
      curves ??= oneVsRestCurves(
        predictions.map((prediction) => classes.indexOf(prediction.true)),
        predictions.map(({ probabilities }) => probabilities),
        { classes },
      );
      return curves;
    },
  };
}

/** Derived scores are not read from the file: earlier versions lack some or use other names. */
function withDerivedScores(evaluation: z.output<typeof evaluationSchema>): Evaluation {
  return { ...evaluation, ...deriveScores(evaluation) };
}

async function readPredictions(path: string, remedy: string): Promise<{ predictions: Prediction[]; sha: string }> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new UserError('the predictions of the evaluation are missing', { where: path, remedy });
    }
    throw explainFileError(error, path);
  });
  const predictions = text.split('\n').flatMap((line, index): Prediction[] => {
    if (line.trim() === '') return [];
    const where = `${path}, line ${index + 1}`;
    let json: unknown;
    try {
      json = JSON.parse(line);
    } catch (error) {
      throw new UserError('not valid JSON; the file is truncated or edited', { where, remedy, cause: error });
    }
    const parsed = predictionSchema.safeParse(json);
    if (parsed.success) return [parsed.data];
    const [issue] = parsed.error.issues;
    throw new UserError(`${issue?.path.join('.') || 'the line'}: ${issue?.message}`, { where, remedy });
  });
  return { predictions, sha: sha256(text) };
}

/** The first version stored few metrics, but all follow from the predictions. */
function fromFirst(
  { classes, ...circumstances }: z.output<typeof firstEvaluationSchema>,
  predictions: readonly Prediction[],
  run: Run,
): Evaluation {
  const assessment = assess(predictions, { classes });
  return {
    ...circumstances,
    format: 2,
    target: run.record.config.target,
    runStatus: run.record.status,
    weightsSha256: null,
    predictionsSha256: null,
    ...assessment,
    notes: [...assessment.notes, 'written by an earlier version: the provenance of the samples is unknown'],
  };
}
