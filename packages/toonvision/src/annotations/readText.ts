// Reads text files written by other tools, up to a size limit.
import { readFile, stat } from 'node:fs/promises';
import { UserError } from '../errors/index.ts';
import { explainFileError } from '../files/index.ts';

/** Options of `readText`. */
export interface ReadTextOptions {
  /** Name of the file in messages. */
  where: string;
  maxBytes: number;
  remedy: string;
}

/**
 * Reads a file as UTF-8, or as UTF-16 if it has a byte order mark. The mark is removed.
 *
 * @throws UserError when the file cannot be read, is larger than `maxBytes`, or is not valid in that encoding.
 */
export async function readText(path: string, { where, maxBytes, remedy }: ReadTextOptions): Promise<string> {
  let bytes: Uint8Array;
  try {
    const { size } = await stat(path);
    if (size > maxBytes)
      throw new UserError(`the file has ${Math.round(size / 1e6)} MB; the limit is ${Math.round(maxBytes / 1e6)} MB`, {
        where,
        remedy,
      });
    bytes = await readFile(path);
  } catch (error) {
    throw explainFileError(error, where);
  }
  let encoding = 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) encoding = 'utf-16le';
  else if (bytes[0] === 0xfe && bytes[1] === 0xff) encoding = 'utf-16be';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UserError(`the text is not valid ${encoding.toUpperCase()}`, {
      where,
      remedy: 'Save it as UTF-8.',
      cause: error,
    });
  }
}
