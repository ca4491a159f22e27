// Resolves files of the project by relative paths; files outside the project's folder cannot be reached.
import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';

/**
 * The absolute path of a file inside `root`. Undefined when it does not exist, or the path leads outside: by `..`, as
 * an absolute path, by a NUL byte, or through a symbolic link.
 *
 * @param path relative, with `/`, decoded
 */
export async function projectFile(root: string, path: string): Promise<string | undefined> {
  if (path === '' || path.includes('\0') || path.includes('\\') || isAbsolute(path) || /^[a-z]:/i.test(path))
    return undefined;
  const resolved = resolve(root, path);
  if (!isInside(root, resolved)) return undefined;
  try {
    const [from, file] = await Promise.all([realpath(root), realpath(resolved)]);
    // A symbolic link inside may point outside.
    if (!isInside(from, file)) return undefined;
    return (await stat(file)).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}

function isInside(root: string, path: string): boolean {
  const steps = relative(root, path);
  return steps !== '' && steps !== '..' && !steps.startsWith(`..${sep}`) && !isAbsolute(steps);
}
