// Reads the evaluation of a run, or evaluates the run if its evaluation is missing or outdated.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Evaluated } from './compareRuns.ts';
import { type EvaluateOptions, evaluateRun } from './evaluateRun.ts';
import { evaluationFiles } from './evaluationRecord.ts';
import { readEvaluation } from './readEvaluation.ts';

/**
 * Reads the evaluation of a run, so that the sealed test split is not opened twice for the same numbers. Evaluates the
 * run if it has no evaluation or its weights have changed.
 *
 * @throws UserError as `readEvaluation` and `evaluateRun` do
 */
export async function ensureEvaluation(options: EvaluateOptions): Promise<Evaluated & { fresh: boolean }> {
  const { run, split = 'test' } = options;
  const exists = await stat(join(run.directory, evaluationFiles(split).evaluation)).catch(() => undefined);
  if (exists !== undefined) {
    const { evaluation, predictions, outdated } = await readEvaluation(run, split);
    if (outdated.length === 0) return { evaluation, predictions, fresh: false };
  }
  return { ...(await evaluateRun(options)), fresh: true };
}
