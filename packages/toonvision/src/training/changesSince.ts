// Changes of the data and weights of a run since it was trained, as messages.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors/index.ts';
import { RUN_FILES, type Run } from './runFolder.ts';
import type { RunRecord } from './runRecord.ts';
import { sha256 } from './sha256.ts';
import type { TrainingData } from './trainingData.ts';

/**
 * Describes each change of the data of a run since training; empty if nothing has changed.
 *
 * @throws UserError if the classes have changed: class numbers would have another meaning, so this cannot be forced
 */
export function dataChanges({ config, data: before }: RunRecord, { record: now, target }: TrainingData): string[] {
  if (config.classes.join('\n') !== target.classes.join('\n')) {
    throw new UserError(
      `the classes have changed: ${config.classes.join(', ')} at training, ${target.classes.join(', ')} now`,
      { where: `target ${target.name}`, remedy: 'Restore the classes and their order, or train again.' },
    );
  }
  const changed: string[] = [];
  if (before.fingerprints.samples !== now.fingerprints.samples) {
    const total = (data: typeof before) => data.train + data.val + data.test;
    changed.push(
      total(before) === total(now)
        ? `dataset/samples.json: boxes or labels have changed (${total(now)} samples of the target, as before)`
        : `dataset/samples.json: ${total(before)} samples of the target at training, ${total(now)} now`,
    );
  }
  if (before.fingerprints.split !== now.fingerprints.split) {
    const counts = (data: typeof before) => `${data.train}/${data.val}/${data.test}`;
    const file = config.fold === null ? 'split.json' : `folds/${config.fold}.json`;
    changed.push(
      `dataset/${file}: the samples of the splits have changed (${counts(before)} at training, ${counts(now)} now)`,
    );
  }
  if (changed.length === 0 && before.fingerprints.pixels !== now.fingerprints.pixels) {
    changed.push('screenshots: the pixels of a sample have changed');
  }
  return changed;
}

/** SHA-256 of the weights in the folder of the run, and a message if they differ from those the run ended with. */
export async function weightChanges({ directory, record }: Run): Promise<{ weightsSha256: string; changed: string[] }> {
  const weightsSha256 = sha256(await readFile(join(directory, RUN_FILES.weights)));
  const expected = record.result?.weightsSha256;
  const isSame = expected === undefined || expected === weightsSha256;
  return {
    weightsSha256,
    changed: isSame ? [] : [`${RUN_FILES.weights}: not the weights the run ended with`],
  };
}
