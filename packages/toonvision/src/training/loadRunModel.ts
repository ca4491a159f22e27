// Loads the trained model of a run and checks it against the record.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelError, modelFromFiles, type Sequential } from '@toonvision/nn';
import { UserError } from '../errors/index.ts';
import { explainFileError } from '../files/index.ts';
import { RUN_FILES, type Run } from './runFolder.ts';
import { sha256 } from './sha256.ts';

/**
 * A run killed in its first epoch has no weights; one killed between two writes may have other weights than recorded.
 */
function remedyOf({ name, record }: Run, otherwise: string): string {
  if (record.status !== 'interrupted' && record.status !== 'failed') return otherwise;
  return `The run was ${record.status}; resume it with \`toonvision train --resume ${name}\`.`;
}

/**
 * Notice for using the weights of a run that is not finished; undefined for a finished run.
 *
 * @example
 * unfinishedNotice(run); // 'the run a is interrupted: using the weights of epoch 7; resume it with `toonvision train --resume a`'
 */
export function unfinishedNotice({ name, record }: Run): string | undefined {
  const { status, result } = record;
  if (status === 'finished') return undefined;
  const best = result?.bestEpoch ?? 0;
  const which = best === 0 ? 'no epoch has ended' : `using the weights of epoch ${best}`;
  if (status === 'running') return `the run ${name} is running: ${which}${best === 0 ? '' : ', the best so far'}`;
  const what = status === 'failed' ? `the run ${name} has failed` : `the run ${name} is ${status}`;
  return `${what}: ${which}; resume it with \`toonvision train --resume ${name}\``;
}

/**
 * Loads model.json and weights.safetensors of a run.
 *
 * @param force whether to accept weights other than those the run ended with
 * @throws UserError naming a file that is missing, damaged or edited
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
    throw new UserError('not the weights the run ended with', {
      where: join(run.directory, RUN_FILES.weights),
      remedy: remedyOf(run, 'Restore the file or train again; --force uses them anyway.'),
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
