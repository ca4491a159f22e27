// Rows of the table of runs.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Project } from '../config/index.ts';
import { evaluationFiles } from './evaluationRecord.ts';
import { readEvaluation } from './readEvaluation.ts';
import { listRuns, type Run, readRun } from './runFolder.ts';
import type { RunStatus } from './runRecord.ts';

/** A run as a table row. */
export interface RunRow {
  name: string;
  status: RunStatus;
  model: string;
  target: string;
  seed: number;
  parameters: number;
  multiplyAdds: number;
  startedAt: string;
  epochs: number | null;
  bestEpoch: number | null;
  valLoss: number | null;
  valAccuracy: number | null;
  /** Accuracy on the sealed test split; null if the run has no readable evaluation. */
  testAccuracy: number | null;
  testWrong: number | null;
  testCount: number | null;
  imagesPerSecond: number | null;
  seconds: number | null;
}

/** The table row of a run. */
export async function runRow(run: Run): Promise<RunRow> {
  const { record } = run;
  const { config, model, result, status, startedAt } = record;
  const isEvaluated = await stat(join(run.directory, evaluationFiles('test').evaluation)).catch(() => undefined);
  const test =
    isEvaluated === undefined
      ? undefined
      : await readEvaluation(run, 'test').then(
          ({ evaluation }) => evaluation,
          // A damaged evaluation is reported where the run itself is shown.
          () => undefined,
        );
  return {
    name: run.name,
    status,
    model: config.model,
    target: config.target,
    seed: config.seed,
    parameters: model.parameters,
    multiplyAdds: model.multiplyAdds,
    startedAt,
    epochs: result?.epochs ?? null,
    bestEpoch: result?.bestEpoch ?? null,
    valLoss: result?.best?.valLoss ?? null,
    valAccuracy: result?.best?.valAccuracy ?? null,
    testAccuracy: test?.accuracy ?? null,
    testWrong: test?.wrong ?? null,
    testCount: test?.samples ?? null,
    imagesPerSecond: result?.imagesPerSecond ?? null,
    seconds: result?.seconds ?? null,
  };
}

/**
 * The table rows of all runs of a project by name, and the folders with an invalid run.json.
 *
 * @example
 * const { rows } = await runTable(project);
 * rows.toSorted((a, b) => (a.testWrong ?? 0) - (b.testWrong ?? 0));
 */
export async function runTable(
  project: Project,
): Promise<{ rows: RunRow[]; damaged: { name: string; reason: string }[] }> {
  const rows: RunRow[] = [];
  const damaged: { name: string; reason: string }[] = [];
  for (const name of await listRuns(project)) {
    try {
      rows.push(await runRow(await readRun(project, name)));
    } catch (error) {
      damaged.push({ name, reason: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) });
    }
  }
  return { rows, damaged };
}
