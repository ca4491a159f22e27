// A file of the project by its relative path; nothing outside of the project's folder can be reached.
import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';

/**
 * The absolute path of a file inside `root`, or undefined: where there is none, or the path leads outside by `..`, as
 * an absolute path, by a NUL byte, or through a symbolic link.
 *
 * @param path relative, with `/`; already decoded
 */
export async function projectFile(root: string, path: string): Promise<string | undefined> {
  if (path === '' || path.includes('\0') || path.includes('\\') || isAbsolute(path) || /^[a-z]:/i.test(path))
    return undefined;
  const wanted = resolve(root, path);
  if (!isBelow(root, wanted)) return undefined;
  try {
    const [from, file] = await Promise.all([realpath(root), realpath(wanted)]);
    // A link may lie inside and lead outside.
    if (!isBelow(from, file)) return undefined;
    return (await stat(file)).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}

function isBelow(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
