// The files below a project's screenshots folder.
import { join, posix } from 'node:path';
import { type FileTree, listFiles, makeTree } from '../annotations/index.ts';
import type { Project } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { explainFileError } from '../files/index.ts';

/** What the tool itself writes into a project; never screenshots, even where those are in the project folder itself. */
const OWN_FOLDERS = ['dataset', 'runs', 'studies', 'node_modules'];

/**
 * Lists the screenshots folder of a project.
 *
 * @throws UserError when the folder is missing or cannot be read.
 */
export async function readTree(project: Project): Promise<FileTree> {
  const folder = project.paths.screenshots;
  const own = OWN_FOLDERS.map((name) => join(project.directory, name));
  const files = await listFiles(folder, (path) => own.includes(path)).catch((error: unknown) => {
    const explained = explainFileError(error, folder);
    throw explained instanceof UserError
      ? new UserError(`the folder of the screenshots cannot be read: ${explained.what}`, {
          where: `${project.configFile}: screenshots`,
          remedy: 'Name the folder your screenshots lie in, relative to the configuration file.',
          cause: error,
        })
      : explained;
  });
  return makeTree(folder, files, (file) => projectPath(project, file));
}

/** A path below the screenshots folder as a path relative to the project, with `/`. */
export function projectPath(project: Project, file: string): string {
  return project.screenshots === '.' ? file : posix.join(project.screenshots, file);
}
