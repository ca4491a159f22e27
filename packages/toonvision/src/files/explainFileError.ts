// Turns the errors of the file system into words a user can act on.
import { UserError } from '../errors/index.ts';

const EXPLANATIONS: Record<string, readonly [what: string, remedy: string]> = {
  EACCES: ['no permission', 'Change the permissions of the folder, or choose another one.'],
  EPERM: ['not permitted', 'Change the permissions of the folder, or choose another one.'],
  EROFS: ['the disk is read-only', 'Choose a folder on a disk that can be written.'],
  ENOSPC: ['the disk is full', 'Free some room and run the command again; nothing half-written was left.'],
  ENOENT: ['no such file or folder', 'Check the spelling of the path.'],
  ENOTDIR: ['a part of the path is a file, not a folder', 'Check the path, or move the file out of the way.'],
  EISDIR: ['this is a folder, a file was expected', 'Check the path, or move the folder out of the way.'],
  EEXIST: ['something of that name is there already', 'Move it out of the way, or choose another name.'],
  EMFILE: ['too many open files', 'Raise the limit (`ulimit -n 4096`) and run the command again.'],
};

/**
 * The UserError for a failed file operation on `path`; errors that are no file-system errors come back as they are.
 *
 * @example
 * try { await readFile(path); } catch (error) { throw explainFileError(error, path); }
 */
export function explainFileError(error: unknown, path: string): unknown {
  if (error instanceof UserError || !(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  const explanation: readonly [what: string, remedy: string] | undefined =
    EXPLANATIONS[code] ??
    ('syscall' in error && /^E[A-Z0-9]+$/.test(code)
      ? [`the system answers ${code}`, 'Check the path and the disk it lies on.']
      : undefined);
  if (explanation === undefined) return error;
  return new UserError(explanation[0], { where: path, remedy: explanation[1], cause: error });
}
