// Evaluations of runs, read again when their files change.
import { join } from 'node:path';
import {
  type EvaluatedSplit,
  evaluationFiles,
  type Run,
  readEvaluation,
  type StoredEvaluation,
} from '../training/index.ts';
import { fileStamp } from './fileStamp.ts';
import { lruCache } from './lruCache.ts';

/** The splits that runs are evaluated on. */
export const EVALUATED_SPLITS = ['val', 'test'] as const satisfies readonly EvaluatedSplit[];
/** Evaluations in memory: several megabytes each for ten thousand samples. */
const MAX_EVALUATIONS = 12;

export interface Evaluations {
  /**
   * Undefined when the run was not evaluated on the split.
   *
   * @throws UserError when the files are damaged
   */
  of(run: Run, split: EvaluatedSplit): Promise<{ stored: StoredEvaluation; stamp: string } | undefined>;
}

export function evaluations(): Evaluations {
  const cache = lruCache<StoredEvaluation>(MAX_EVALUATIONS);
  return {
    of: async (run, split) => {
      const files = evaluationFiles(split);
      const evaluation = await fileStamp([join(run.directory, files.evaluation)]);
      if (evaluation === '-') return undefined;
      const others = ['run.json', files.predictions].map((name) => join(run.directory, name));
      const stamp = `${run.directory}|${split}|${evaluation}|${await fileStamp(others)}`;
      return { stored: await cache(stamp, () => readEvaluation(run, split)), stamp };
    },
  };
}
