// Lists the files of a project's screenshots folder.
import { join, posix } from 'node:path';
import { type FileTree, listFiles, makeTree } from '../annotations/index.ts';
import type { Project } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { explainFileError } from '../files/index.ts';

/**
 * Folders written by this tool. They never contain screenshots, even if the screenshots folder is the project folder.
 */
const OWN_FOLDERS = ['dataset', 'runs', 'studies', 'node_modules'];

/**
 * Lists the files of a project's screenshots folder.
 *
 * @throws UserError when the folder is missing or cannot be read.
 */
export async function readTree(project: Project): Promise<FileTree> {
  const folder = project.paths.screenshots;
  const own = OWN_FOLDERS.map((name) => join(project.directory, name));
  const files = await listFiles(folder, (path) => own.includes(path)).catch((error: unknown) => {
    const explained = explainFileError(error, folder);
    throw explained instanceof UserError
      ? new UserError(`failed to read the screenshots folder: ${explained.what}`, {
          where: `${project.configFile}: screenshots`,
          remedy: 'Set it to the folder of your screenshots, relative to the configuration file.',
          cause: error,
        })
      : explained;
  });
  return makeTree(folder, files, (file) => projectPath(project, file));
}

/** Converts a path relative to the screenshots folder to one relative to the project, with `/`. */
export function projectPath(project: Project, file: string): string {
  return project.screenshots === '.' ? file : posix.join(project.screenshots, file);
}
