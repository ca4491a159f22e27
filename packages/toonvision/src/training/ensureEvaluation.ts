// The evaluation of a run: as it lies in the run's folder, or made now where there is none that counts.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Evaluated } from './compareRuns.ts';
import { type EvaluateOptions, evaluateRun } from './evaluateRun.ts';
import { evaluationFiles } from './evaluationRecord.ts';
import { readEvaluation } from './readEvaluation.ts';

/**
 * Reads the evaluation of a run, so that the sealed test split is not opened a second time for the same numbers; evaluates
 * the run where it never was or its weights are others now.
 *
 * @throws UserError as `readEvaluation` and `evaluateRun` do
 */
export async function ensureEvaluation(options: EvaluateOptions): Promise<Evaluated & { fresh: boolean }> {
  const { run, split = 'test' } = options;
  const isThere = await stat(join(run.directory, evaluationFiles(split).evaluation)).catch(() => undefined);
  if (isThere !== undefined) {
    const { evaluation, predictions, outdated } = await readEvaluation(run, split);
    if (outdated.length === 0) return { evaluation, predictions, fresh: false };
  }
  return { ...(await evaluateRun(options)), fresh: true };
}
