// Evaluations as they lie in the folders of runs, read again when their files change.
import { join } from 'node:path';
import {
  type EvaluatedSplit,
  evaluationFiles,
  type Run,
  readEvaluation,
  type StoredEvaluation,
} from '../training/index.ts';
import { fileStamp } from './fileStamp.ts';
import { keptAnswers } from './keptAnswers.ts';

/** Evaluations in memory: some megabytes each for ten thousand samples. */
const KEPT = 12;

export interface Evaluations {
  /**
   * Undefined where the run was not evaluated on that split.
   *
   * @throws UserError where the files are damaged
   */
  of(run: Run, split: EvaluatedSplit): Promise<{ stored: StoredEvaluation; stamp: string } | undefined>;
}

export function evaluations(): Evaluations {
  const kept = keptAnswers<StoredEvaluation>(KEPT);
  return {
    of: async (run, split) => {
      const files = evaluationFiles(split);
      const evaluation = await fileStamp([join(run.directory, files.evaluation)]);
      if (evaluation === '-') return undefined;
      const others = ['run.json', files.predictions].map((name) => join(run.directory, name));
      const stamp = `${run.directory}|${split}|${evaluation}|${await fileStamp(others)}`;
      return { stored: await kept(stamp, () => readEvaluation(run, split)), stamp };
    },
  };
}
