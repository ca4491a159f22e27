// Small pictures of samples for a page, inside the page.
import { join } from 'node:path';
import sharp from 'sharp';
import type { Project } from '../config/index.ts';
import { decodeImage } from '../dataset/index.ts';

/** Pixels: sharp on a dense screen at half this size. */
const HEIGHT = 260;
const WIDTH = 200;

/** A crop as a data URI, or undefined where the file is gone or broken: the page says so instead. */
export async function thumbnail(project: Project, crop: string): Promise<string | undefined> {
  try {
    const { data, width, height } = await decodeImage(join(project.directory, crop), crop);
    const bytes = await sharp(data, { raw: { width, height, channels: 3 } })
      .resize({ width: WIDTH, height: HEIGHT, fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: 78 })
      .toBuffer();
    return `data:image/jpeg;base64,${bytes.toString('base64')}`;
  } catch {
    return undefined;
  }
}
