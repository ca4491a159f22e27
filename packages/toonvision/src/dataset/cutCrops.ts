// Decodes one screenshot and writes the crops that are cut out of it.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../errors/index.ts';
import { explainFileError, temporaryName } from '../files/index.ts';
import type { Box } from './boxSchema.ts';
import { encodePlainPng } from './encodePlainPng.ts';
import { decodeImage } from './image.ts';
import type { RgbImage } from './rgbImage.ts';

export interface CutJob {
  /** The screenshot, relative to the project folder. */
  file: string;
  /** Where each crop goes, relative to the project folder, and what it shows. */
  cuts: readonly { crop: string; region: Box }[];
  /** The size that the regions were made for; they are only cut out of a picture of that size. */
  size: { width: number; height: number } | undefined;
}

export type CutAnswer =
  /** `bytes` of each crop; undefined where the picture has another size than was thought: then none was written. */
  | { ok: true; width: number; height: number; bytes: number[] | undefined }
  /** The screenshot cannot be read. */
  | { ok: false; reason: string; fix?: string };

/** Writes a file whole or not at all. A thread has nothing else to do while it waits, and for small files that takes a fifth of the time. */
function writeNow(path: string, data: Uint8Array, made: Set<string>): void {
  const temporary = temporaryName(path);
  const folder = dirname(path);
  try {
    if (!made.has(folder)) {
      mkdirSync(folder, { recursive: true });
      made.add(folder);
    }
    writeFileSync(temporary, data);
    renameSync(temporary, path);
  } catch (error) {
    try {
      rmSync(temporary, { force: true });
    } catch {
      // What hinders the writing may hinder the removing, too; the first reason is the one to tell.
    }
    throw explainFileError(error, path);
  }
}

/**
 * Does the job. A screenshot that cannot be read is told, not thrown.
 *
 * @param directory of the project
 * @param made folders that are known to be there; filled
 * @throws UserError when a crop cannot be written (read-only folder, full disk)
 */
export async function cutCrops(
  directory: string,
  { file, cuts, size }: CutJob,
  made: Set<string> = new Set(),
): Promise<CutAnswer> {
  let picture: RgbImage;
  try {
    let content: Uint8Array;
    try {
      content = readFileSync(join(directory, file));
    } catch (error) {
      throw explainFileError(error, file);
    }
    picture = await decodeImage(content, file);
  } catch (error) {
    if (error instanceof UserError) return { ok: false, reason: error.what, fix: error.remedy };
    throw error;
  }
  const { width, height } = picture;
  if (size !== undefined && (size.width !== width || size.height !== height))
    return { ok: true, width, height, bytes: undefined };
  const bytes = cuts.map(({ crop, region }) => {
    const png = encodePlainPng(picture, region);
    writeNow(join(directory, crop), png, made);
    return png.length;
  });
  return { ok: true, width, height, bytes };
}
