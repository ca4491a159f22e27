// The trained model of a run, checked against what its record says.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelError, modelFromFiles, type Sequential } from '@toonvision/nn';
import { UserError } from '../errors/index.ts';
import { explainFileError } from '../files/index.ts';
import { RUN_FILES, type Run } from './runFolder.ts';
import { sha256 } from './sha256.ts';

/** A run that was killed in its first epoch has no weights, and one killed between two files others than it says. */
function remedyOf({ name, record }: Run, otherwise: string): string {
  if (record.status !== 'interrupted' && record.status !== 'failed') return otherwise;
  return `It was ${record.status}; \`toonvision train --resume ${name}\` goes on with it.`;
}

/**
 * What must be said wherever the weights of a run that is not finished are used; undefined for one that is.
 *
 * @example
 * unfinishedNotice(run); // 'the run a is interrupted: these are the weights of epoch 7; `toonvision train --resume a` goes on'
 */
export function unfinishedNotice({ name, record }: Run): string | undefined {
  const { status, result } = record;
  if (status === 'finished') return undefined;
  const best = result?.bestEpoch ?? 0;
  const which = best === 0 ? 'no epoch had ended' : `these are the weights of epoch ${best}`;
  if (status === 'running') return `the run ${name} is running: ${which}${best === 0 ? '' : ', the best so far'}`;
  const what = status === 'failed' ? `the run ${name} has failed` : `the run ${name} is ${status}`;
  return `${what}: ${which}; \`toonvision train --resume ${name}\` goes on`;
}

/**
 * Loads model.json and weights.safetensors of a run.
 *
 * @param force take weights that are not those the run ended with
 * @throws UserError when a file is missing, damaged or was edited, naming it
 */
export async function loadRunModel(run: Run, { force = false }: { force?: boolean } = {}): Promise<Sequential> {
  const read = async (name: string) => {
    const path = join(run.directory, name);
    return readFile(path).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
        throw new UserError(`the run ${run.name} (${run.record.status}) has no ${name}`, {
          where: path,
          remedy: remedyOf(run, 'Train again, or restore the file.'),
        });
      }
      throw explainFileError(error, path);
    });
  };
  const modelJson = (await read(RUN_FILES.model)).toString('utf8');
  const weights = await read(RUN_FILES.weights);
  const expected = run.record.result?.weightsSha256;
  if (!force && expected !== undefined && expected !== sha256(weights)) {
    throw new UserError('these are not the weights the run ended with', {
      where: join(run.directory, RUN_FILES.weights),
      remedy: remedyOf(run, 'Restore the file or train again; --force takes them as they are.'),
    });
  }
  try {
    return modelFromFiles({ modelJson, weights });
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    throw new UserError(error.message, {
      where: run.directory,
      remedy: 'Restore the file or train again.',
      cause: error,
    });
  }
}
