// A crop, small enough for a sheet.
import { join } from 'node:path';
import sharp from 'sharp';
import type { Project } from '../config/index.ts';
import { decodeImage } from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import type { Tile } from './tileSheet.ts';

/**
 * The tile of a crop, in its own shape; undefined where the file is gone or broken, which `inspect` tells of.
 *
 * @param crop path within the project
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
