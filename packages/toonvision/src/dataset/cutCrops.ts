// Decodes a screenshot and writes its crops.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../errors/index.ts';
import { explainFileError, temporaryName } from '../files/index.ts';
import type { Box } from './boxSchema.ts';
import { encodePlainPng } from './encodePlainPng.ts';
import { decodeImage } from './image.ts';
import type { RgbImage } from './rgbImage.ts';

export interface CutJob {
  /** Path of the screenshot, relative to the project folder. */
  file: string;
  /** Path of each crop, relative to the project folder, and its region in the screenshot. */
  cuts: readonly { crop: string; region: Box }[];
  /** Expected size of the screenshot. If it differs, no crop is written. */
  size: { width: number; height: number } | undefined;
}

export type CutAnswer =
  /** `bytes`: size of each crop; undefined if the screenshot has another size than expected. */
  | { ok: true; width: number; height: number; bytes: number[] | undefined }
  /** The screenshot cannot be read. */
  | { ok: false; reason: string; fix?: string };

/** Writes a file atomically and synchronously: for small files in a worker thread, that takes a fifth of the time. */
function writeFileSyncAtomic(path: string, data: Uint8Array, createdFolders: Set<string>): void {
  const temporary = temporaryName(path);
  const folder = dirname(path);
  try {
    if (!createdFolders.has(folder)) {
      mkdirSync(folder, { recursive: true });
      createdFolders.add(folder);
    }
    writeFileSync(temporary, data);
    renameSync(temporary, path);
  } catch (error) {
    try {
      rmSync(temporary, { force: true });
    } catch {
      // The reason that prevents writing may prevent removing too; report the first error.
    }
    throw explainFileError(error, path);
  }
}

/**
 * Writes the crops of a screenshot. A screenshot that cannot be read is returned as a failure, not thrown.
 *
 * @param directory project folder
 * @param createdFolders folders that exist; updated
 * @throws UserError when a crop cannot be written (read-only folder, full disk)
 */
export async function cutCrops(
  directory: string,
  { file, cuts, size }: CutJob,
  createdFolders: Set<string> = new Set(),
): Promise<CutAnswer> {
  let image: RgbImage;
  try {
    let content: Uint8Array;
    try {
      content = readFileSync(join(directory, file));
    } catch (error) {
      throw explainFileError(error, file);
    }
    image = await decodeImage(content, file);
  } catch (error) {
    if (error instanceof UserError) return { ok: false, reason: error.what, fix: error.remedy };
    throw error;
  }
  const { width, height } = image;
  if (size !== undefined && (size.width !== width || size.height !== height))
    return { ok: true, width, height, bytes: undefined };
  const bytes = cuts.map(({ crop, region }) => {
    const png = encodePlainPng(image, region);
    writeFileSyncAtomic(join(directory, crop), png, createdFolders);
    return png.length;
  });
  return { ok: true, width, height, bytes };
}
