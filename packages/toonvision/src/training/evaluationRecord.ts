// Schema of evaluation-test.json and evaluation-val.json.
import { z } from 'zod';
import { assessmentSchema, type DerivedScores } from '../evaluation/index.ts';
import { runStatusSchema } from './runRecord.ts';

/** Context of an evaluation besides the metrics; also in the first version of the file. */
const circumstances = z.object({
  run: z.string(),
  split: z.enum(['test', 'val']),
  date: z.string(),
  /** Display name per class. */
  classNames: z.record(z.string(), z.string()),
  /** Baseline that always predicts the most frequent class of the training split. */
  majority: z.object({ label: z.int(), name: z.string(), accuracy: z.number() }),
  /** Number of times the test split was opened, including this one; absent for val. */
  testOpenings: z.int().optional(),
  /** Changes of data or weights since training; only with `force` not empty. */
  changed: z.array(z.string()),
  warnings: z.array(
    z.object({
      kind: z.enum(['class-without-sample', 'class-with-one-sample']),
      target: z.string(),
      className: z.string(),
      message: z.string(),
      remedy: z.string(),
    }),
  ),
});

export const evaluationSchema = circumstances.extend({
  /** Format 1 had no `format` field; `readEvaluation` converts it. */
  format: z.literal(2),
  target: z.string(),
  /** Status of the run when it was evaluated. */
  runStatus: runStatusSchema,
  /** SHA-256 of the evaluated weights; null in files of earlier versions. */
  weightsSha256: z.string().nullable(),
  /** SHA-256 of the predictions file; null in files of earlier versions. */
  predictionsSha256: z.string().nullable(),
  ...assessmentSchema.shape,
});

/** An evaluation of a run on one split: context and metrics, see `Assessment`. */
export type Evaluation = z.output<typeof evaluationSchema> & DerivedScores;

export const firstEvaluationSchema = circumstances.extend({ classes: z.array(z.string()).min(2) });

/** A split on which runs are evaluated. */
export type EvaluatedSplit = Evaluation['split'];

/** File names of an evaluation in the folder of a run; `tables` is a folder. */
export function evaluationFiles(split: EvaluatedSplit): { evaluation: string; predictions: string; tables: string } {
  return {
    evaluation: `evaluation-${split}.json`,
    predictions: split === 'test' ? 'predictions.jsonl' : 'predictions-val.jsonl',
    tables: `evaluation-${split}`,
  };
}
