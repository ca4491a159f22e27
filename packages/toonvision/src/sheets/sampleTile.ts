// Loads a crop as a tile of a sheet.
import { join } from 'node:path';
import sharp from 'sharp';
import type { Project } from '../config/index.ts';
import { decodeImage } from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import type { Tile } from './tileSheet.ts';

/**
 * Loads a crop as a tile, keeping its aspect ratio; undefined if the file is missing or broken, which `inspect`
 * reports.
 *
 * @param crop path relative to the project
 */
export async function sampleTile(
  project: Project,
  crop: string,
  caption: string,
  { tileWidth, tileHeight }: { tileWidth: number; tileHeight: number },
): Promise<Tile | undefined> {
  try {
    const { data, width, height } = await decodeImage(join(project.directory, crop), crop);
    const { data: pixels, info } = await sharp(data, { raw: { width, height, channels: 3 } })
      .resize({ width: tileWidth, height: tileHeight, fit: 'inside', withoutEnlargement: true })
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { pixels, width: info.width, height: info.height, caption };
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
