// evaluation-test.json and evaluation-val.json: what came of evaluating a run, and on what.
import { z } from 'zod';
import { assessmentSchema, type MetricValues } from '../evaluation/index.ts';
import { runStatusSchema } from './runRecord.ts';

/** What an evaluation says beside the numbers; the first version of the file had these, too. */
const circumstances = z.object({
  run: z.string(),
  split: z.enum(['test', 'val']),
  date: z.string(),
  /** What to print for a class. */
  classNames: z.record(z.string(), z.string()),
  /** Always guessing the most frequent class of the training split. */
  majority: z.object({ label: z.int(), name: z.string(), accuracy: z.number() }),
  /** How often the test split of the project was opened, with this time; not there for val. */
  testOpenings: z.int().optional(),
  /** What differs from the data or the weights of the run; not empty only where one went on by force. */
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
  /** 1 had no number of its own; `readEvaluation` brings it up to this one. */
  format: z.literal(2),
  target: z.string(),
  /** Of the run when it was evaluated: `interrupted` and so on. */
  runStatus: runStatusSchema,
  /** SHA-256 of the weights that predicted; null where an earlier version did not keep it. */
  weightsSha256: z.string().nullable(),
  /** SHA-256 of the file of predictions; null as above. */
  predictionsSha256: z.string().nullable(),
  ...assessmentSchema.shape,
});

/** An evaluation of a run on one split: circumstances and every number, see `Assessment`. */
export type Evaluation = z.output<typeof evaluationSchema> & { metrics: MetricValues };

export const firstEvaluationSchema = circumstances.extend({ classes: z.array(z.string()).min(2) });

/** The sides that a run is evaluated on. */
export type EvaluatedSplit = Evaluation['split'];

/** The files of an evaluation in the run's folder; `tables` is a folder. */
export function evaluationFiles(split: EvaluatedSplit): { evaluation: string; predictions: string; tables: string } {
  return {
    evaluation: `evaluation-${split}.json`,
    predictions: split === 'test' ? 'predictions.jsonl' : 'predictions-val.jsonl',
    tables: `evaluation-${split}`,
  };
}
