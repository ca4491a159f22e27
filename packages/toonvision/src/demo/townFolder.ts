// The town's folder: is it free, is it an unfinished town that may be continued, is it finished.
import { access, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors/index.ts';
import { explainFileError, writeJson } from '../files/index.ts';
import type { Shot } from './layout.ts';
import { streets } from './townCounts.ts';

/** Lies in the folder while the town is unfinished. */
const markName = '.unfinished-town.json';

/** Raise it when pictures change: an unfinished town of other art is not continued. */
const art = 1;

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
    const mark: unknown = JSON.parse(await readFile(join(directory, markName), 'utf8'));
    if (typeof mark !== 'object' || mark === null || !('art' in mark && 'seed' in mark && 'scale' in mark))
      return undefined;
    return { art: Number(mark.art), seed: Number(mark.seed), scale: Number(mark.scale) };
  } catch {
    return undefined;
  }
}

/** Leftovers of a killed process: files that were never renamed to their own name. */
async function sweep(directory: string): Promise<void> {
  for (const folder of [directory, ...streets.map((street) => join(directory, 'screenshots', street))]) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names) if (name.endsWith('.tmp')) await rm(join(folder, name), { force: true });
  }
}

/**
 * Makes `directory` ready for a town of `seed` and `scale`: a new or empty folder, or an interrupted town of the same kind.
 *
 * @throws UserError when the folder holds anything else, or cannot be written.
 */
export async function claimFolder(directory: string, seed: number, scale: number): Promise<void> {
  const entries = await entriesOf(directory);
  if (entries?.includes(markName) === true) {
    const mark = await readMark(directory);
    if (mark?.art !== art || mark.seed !== seed || mark.scale !== scale) {
      const other =
        mark === undefined ? 'an unfinished town' : `an unfinished town of seed ${mark.seed} and scale ${mark.scale}`;
      throw new UserError(`the folder holds ${other}, not of seed ${seed} and scale ${scale}`, {
        where: directory,
        remedy: 'Run the command with those values to continue it, delete the folder, or choose another one.',
      });
    }
    await sweep(directory);
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
  await writeJson(join(directory, markName), { art, seed, scale });
}

/** Takes the mark away: the town is whole. */
export async function finishFolder(directory: string): Promise<void> {
  await rm(join(directory, markName), { force: true });
}

/** Whether all frames of `shot` are there; the truth file is written last. */
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
