// Out-of-fold predictions as JSON lines: each sample is predicted by a model that was not trained on it.
import { readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { z } from 'zod';
import type { Project, Target } from '../config/index.ts';
import type { Sample } from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import type { Prediction } from '../evaluation/index.ts';
import { explainFileError, writeFileAtomic } from '../files/index.ts';
import { findLabelErrors, type LabelErrors } from '../quality/index.ts';

const lineSchema = z.object({
  id: z.string().min(1),
  true: z.string(),
  probabilities: z.array(z.number().min(0).max(1.000001)).min(2),
});

/** Path of the file written by `inspect --label-errors`: `dataset/inspect/out-of-fold-suit.jsonl`. */
export function outOfFoldFile(project: Project, target: string): string {
  return join(project.directory, 'dataset', 'inspect', `out-of-fold-${target}.jsonl`);
}

/** Stores out-of-fold predictions, so that label errors can be found again without training. */
export async function writeOutOfFold(
  project: Project,
  target: string,
  predictions: readonly Prediction[],
): Promise<void> {
  await writeFileAtomic(outOfFoldFile(project, target), predictions.map((one) => `${JSON.stringify(one)}\n`).join(''));
}

export interface LabelCheck extends LabelErrors {
  target: string;
  classes: readonly string[];
  ids: string[];
  /** Number of lines whose sample was removed or relabeled since. */
  outdated: number;
}

/**
 * Finds label errors from a file of out-of-fold predictions.
 *
 * @param file default `outOfFoldFile`; then undefined is returned if it does not exist
 * @throws UserError when the file is missing, damaged, of other classes, or its samples no longer exist
 */
export async function checkLabels(
  project: Project,
  samples: readonly Sample[],
  target: Target,
  file?: string,
): Promise<LabelCheck | undefined> {
  const path = file ?? outOfFoldFile(project, target.name);
  if (file === undefined && (await stat(path).catch(() => undefined)) === undefined) return undefined;
  const where = file ?? relative(project.directory, path);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw explainFileError(error, path);
  });
  const labelOf = new Map(samples.map(({ id, parts }) => [id, parts[target.name]]));
  const ids: string[] = [];
  const labels: number[] = [];
  const probabilities: number[] = [];
  let outdated = 0;
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    const at = `${where}, line ${index + 1}`;
    const remedy = 'Recreate the file with `toonvision inspect --label-errors`, or name another with --predictions.';
    let json: unknown;
    try {
      json = JSON.parse(line);
    } catch {
      throw new UserError('not valid JSON; the file is truncated or was edited', { where: at, remedy });
    }
    const parsed = lineSchema.safeParse(json);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new UserError(`${issue?.path.join('.') || 'the line'}: ${issue?.message}`, { where: at, remedy });
    }
    const { id, true: label, probabilities: row } = parsed.data;
    if (row.length !== target.classes.length)
      throw new UserError(`${row.length} probabilities for the ${target.classes.length} classes of ${target.name}`, {
        where: at,
        remedy: 'Name a file of predictions of this target, or the target with --target.',
      });
    const own = target.classes.indexOf(label);
    if (own < 0 || labelOf.get(id) !== label) {
      outdated += 1;
      return;
    }
    ids.push(id);
    labels.push(own);
    probabilities.push(...row);
  });
  if (ids.length === 0)
    throw new UserError('no line is of a sample of the project with the label it has now', {
      where,
      remedy: 'Recreate the file with `toonvision inspect --label-errors`.',
    });
  const found = findLabelErrors(probabilities, labels, { classes: target.classes.length });
  return { ...found, target: target.name, classes: target.classes, ids, outdated };
}
