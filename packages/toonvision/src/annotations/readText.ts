// Reads a text file of somebody else's, up to a size.
import { readFile, stat } from 'node:fs/promises';
import { UserError } from '../errors/index.ts';
import { explainFileError } from '../files/index.ts';

/** How to read a text file of someone else's. */
export interface ReadTextOptions {
  /** How messages call the file. */
  where: string;
  maxBytes: number;
  remedy: string;
}

/**
 * The text of a file in UTF-8 (or UTF-16 with a byte order mark), without the mark.
 *
 * @throws UserError when it cannot be read, is larger than `maxBytes`, or is not in that encoding.
 */
export async function readText(path: string, { where, maxBytes, remedy }: ReadTextOptions): Promise<string> {
  let bytes: Uint8Array;
  try {
    const { size } = await stat(path);
    if (size > maxBytes)
      throw new UserError(`${Math.round(size / 1e6)} MB is too large (limit ${Math.round(maxBytes / 1e6)} MB)`, {
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
    throw new UserError(`the text is not in the encoding ${encoding}`, {
      where,
      remedy: 'Save it as UTF-8.',
      cause: error,
    });
  }
}
