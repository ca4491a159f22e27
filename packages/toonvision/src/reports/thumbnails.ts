// Thumbnails of crops as data URIs.
import { join } from 'node:path';
import sharp from 'sharp';
import type { Project } from '../config/index.ts';
import { decodeImage } from '../dataset/index.ts';

/** In pixels, twice the displayed size for high-density screens. */
const MAX_HEIGHT = 260;
const MAX_WIDTH = 200;

/** Encodes a crop as a JPEG data URI; undefined if the file is missing or broken. */
export async function readThumbnail(project: Project, crop: string): Promise<string | undefined> {
  try {
    const { data, width, height } = await decodeImage(join(project.directory, crop), crop);
    const bytes = await sharp(data, { raw: { width, height, channels: 3 } })
      .resize({ width: MAX_WIDTH, height: MAX_HEIGHT, fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: 78 })
      .toBuffer();
    return `data:image/jpeg;base64,${bytes.toString('base64')}`;
  } catch {
    return undefined;
  }
}
