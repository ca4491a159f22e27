// A contact sheet: samples of one class side by side, chosen evenly from all of them.
import { join } from 'node:path';
import sharp from 'sharp';
import type { ChartTheme } from '../charts/index.ts';
import type { Project } from '../config/index.ts';
import { decodePicture, type Sample } from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import { type Tile, tileSheet } from './tileSheet.ts';

const TILE = { tileWidth: 110, tileHeight: 150 };
const COLUMNS = 10;

/** Up to `most` of the items, evenly from first to last. */
export function evenly<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, index) => items[Math.floor((index * items.length) / most)] as T);
}

/**
 * The sheet as JPEG bytes, or undefined when none of the samples can be read.
 *
 * @param most Pictures on it. Default 60.
 */
export async function contactSheet(
  project: Project,
  samples: readonly Sample[],
  { title, most = 60, theme }: { title: string; most?: number; theme?: ChartTheme | undefined },
): Promise<Uint8Array | undefined> {
  const tiles: Tile[] = [];
  for (const sample of evenly(samples, most)) {
    try {
      const { data, width, height } = await decodePicture(join(project.directory, sample.crop), sample.crop);
      const { data: pixels, info } = await sharp(data, { raw: { width, height, channels: 3 } })
        .resize({ width: TILE.tileWidth, height: TILE.tileHeight, fit: 'inside', withoutEnlargement: true })
        .raw()
        .toBuffer({ resolveWithObject: true });
      tiles.push({ pixels, width: info.width, height: info.height, caption: sample.id });
    } catch (error) {
      // It is among the findings already.
      if (!(error instanceof UserError)) throw error;
    }
  }
  if (tiles.length === 0) return undefined;
  return tileSheet(tiles, { title, ...TILE, columns: COLUMNS, format: 'jpeg', theme });
}
