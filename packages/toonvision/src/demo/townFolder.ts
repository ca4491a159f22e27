// State of the town's folder: free, unfinished or finished.
import { access, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors/index.ts';
import { explainFileError, writeJson } from '../files/index.ts';
import type { Shot } from './layout.ts';
import { streets } from './townCounts.ts';

/** File that marks an unfinished town. */
const MARK_NAME = '.unfinished-town.json';

/** Version of the drawing; an unfinished town of another version is not continued. */
const ART_VERSION = 1;

interface Mark {
  art: number;
  seed: number;
  scale: number;
}

async function entriesOf(directory: string): Promise<string[] | undefined> {
  try {
    if (!(await stat(directory)).isDirectory()) {
      throw new UserError('this is a file, not a folder', {
        where: directory,
        remedy: 'Choose another folder for the town.',
      });
    }
    return await readdir(directory);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw explainFileError(error, directory);
  }
}

async function readMark(directory: string): Promise<Mark | undefined> {
  try {
    const mark: unknown = JSON.parse(await readFile(join(directory, MARK_NAME), 'utf8'));
    if (typeof mark !== 'object' || mark === null || !('art' in mark && 'seed' in mark && 'scale' in mark))
      return undefined;
    return { art: Number(mark.art), seed: Number(mark.seed), scale: Number(mark.scale) };
  } catch {
    return undefined;
  }
}

/** Removes temporary files of a killed process. */
async function removeTemporaryFiles(directory: string): Promise<void> {
  for (const folder of [directory, ...streets.map((street) => join(directory, 'screenshots', street))]) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names) if (name.endsWith('.tmp')) await rm(join(folder, name), { force: true });
  }
}

/**
 * Claims `directory` for a town of `seed` and `scale`: a new or empty folder, or an unfinished town of both.
 *
 * @throws UserError when the folder holds anything else, or cannot be written.
 */
export async function claimFolder(directory: string, seed: number, scale: number): Promise<void> {
  const entries = await entriesOf(directory);
  if (entries?.includes(MARK_NAME) === true) {
    const mark = await readMark(directory);
    if (mark?.art !== ART_VERSION || mark.seed !== seed || mark.scale !== scale) {
      const other =
        mark === undefined ? 'an unfinished town' : `an unfinished town of seed ${mark.seed} and scale ${mark.scale}`;
      throw new UserError(`the folder holds ${other}, not of seed ${seed} and scale ${scale}`, {
        where: directory,
        remedy: 'Run the command with those values to continue it, delete the folder, or choose another one.',
      });
    }
    await removeTemporaryFiles(directory);
    return;
  }
  if (entries !== undefined && entries.length > 0) {
    const what = entries.includes('screenshots')
      ? 'the folder has a screenshots folder already'
      : 'the folder is not empty';
    throw new UserError(`${what}; nothing is overwritten`, {
      where: directory,
      remedy: 'Choose a new folder, or delete this one if you no longer need it.',
    });
  }
  await writeJson(join(directory, MARK_NAME), { art: ART_VERSION, seed, scale });
}

/** Removes the mark of an unfinished town. */
export async function finishFolder(directory: string): Promise<void> {
  await rm(join(directory, MARK_NAME), { force: true });
}

/** Whether all frames of `shot` exist; the truth file is written last. */
export async function isDrawn(directory: string, shot: Shot): Promise<boolean> {
  for (const name of shot.names) {
    try {
      await access(join(directory, 'screenshots', shot.street, `${name}.truth.json`));
    } catch {
      return false;
    }
  }
  return true;
}
