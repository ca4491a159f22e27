// Converts file-system errors to errors for the user.
import { UserError } from '../errors/index.ts';

const EXPLANATIONS: Record<string, readonly [what: string, remedy: string]> = {
  EACCES: ['permission denied', 'Change the permissions of the folder, or choose another one.'],
  EPERM: ['operation not permitted', 'Change the permissions of the folder, or choose another one.'],
  EROFS: ['the disk is read-only', 'Choose a folder on a writable disk.'],
  ENOSPC: ['the disk is full', 'Free some space and run the command again; no partial file was left.'],
  ENOENT: ['no such file or folder', 'Check the spelling of the path.'],
  ENOTDIR: ['a part of the path is a file, not a folder', 'Check the path, or move the file out of the way.'],
  EISDIR: ['expected a file, got a folder', 'Check the path, or move the folder out of the way.'],
  EEXIST: ['the file already exists', 'Move it out of the way, or choose another name.'],
  EMFILE: ['too many open files', 'Raise the limit (`ulimit -n 4096`) and run the command again.'],
};

/**
 * Returns a UserError for a failed file operation on `path`. Other errors are returned unchanged.
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
      ? [`the system reports ${code}`, 'Check the path and its disk.']
      : undefined);
  if (explanation === undefined) return error;
  return new UserError(explanation[0], { where: path, remedy: explanation[1], cause: error });
}
