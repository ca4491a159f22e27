// What has become of the data and the weights of a run since it was trained, in words.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors/index.ts';
import { RUN_FILES, type Run } from './runFolder.ts';
import type { RunRecord } from './runRecord.ts';
import { sha256 } from './sha256.ts';
import type { TrainingData } from './trainingData.ts';

/**
 * What the data of a run was and is no longer: a sentence each; none when all is as it was.
 *
 * @throws UserError when the classes are others: class numbers would mean something else, so that cannot be forced
 */
export function dataChanges({ config, data: before }: RunRecord, { record: now, target }: TrainingData): string[] {
  if (config.classes.join('\n') !== target.classes.join('\n')) {
    throw new UserError(
      `the run tells apart ${config.classes.join(', ')}, the configuration now ${target.classes.join(', ')}`,
      { where: `target ${target.name}`, remedy: 'Restore the classes and their order, or train again.' },
    );
  }
  const changed: string[] = [];
  if (before.fingerprints.samples !== now.fingerprints.samples) {
    const total = (data: typeof before) => data.train + data.val + data.test;
    changed.push(
      total(before) === total(now)
        ? `dataset/samples.json: other boxes or labels than then (${total(now)} samples of the target, as before)`
        : `dataset/samples.json: ${total(before)} samples of the target then, ${total(now)} now`,
    );
  }
  if (before.fingerprints.split !== now.fingerprints.split) {
    const sides = (data: typeof before) => `${data.train}/${data.val}/${data.test}`;
    const file = config.fold === null ? 'split.json' : `folds/${config.fold}.json`;
    changed.push(`dataset/${file}: other samples on the sides (${sides(before)} then, ${sides(now)} now)`);
  }
  if (changed.length === 0 && before.fingerprints.pixels !== now.fingerprints.pixels) {
    changed.push('screenshots: the pixels of some sample are not those of then');
  }
  return changed;
}

/** SHA-256 of the weights in the run's folder, and a sentence when the run ended with others. */
export async function weightChanges({ directory, record }: Run): Promise<{ weightsSha256: string; changed: string[] }> {
  const weightsSha256 = sha256(await readFile(join(directory, RUN_FILES.weights)));
  const expected = record.result?.weightsSha256;
  const isSame = expected === undefined || expected === weightsSha256;
  return {
    weightsSha256,
    changed: isSame ? [] : [`${RUN_FILES.weights}: these are not the weights the run ended with`],
  };
}
